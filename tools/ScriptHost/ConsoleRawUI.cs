using System.Globalization;
using System.Management.Automation.Host;

namespace ScriptHost;

/// <summary>The screen as the engine's formatter and prompts see it.</summary>
internal sealed class ConsoleRawUI : PSHostRawUserInterface
{
    private const int WidthOfAPipe = 120;
    private const int HeightOfAPipe = 50;

    // Console has no "default" colour off Windows and answers -1, which is no ConsoleColor.
    private ConsoleColor _foreground = ConsoleColor.Gray;
    private ConsoleColor _background = ConsoleColor.Black;

    /// <summary>The width output is laid out for; a pipe gets a fixed one, so that logs do not depend on a window.</summary>
    internal static int Columns
    {
        get
        {
            if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), CultureInfo.InvariantCulture, out var wanted) && wanted > 0)
            {
                return wanted;
            }

            // A terminal that never was told its size reports 0.
            return !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Console.WindowWidth : WidthOfAPipe;
        }
    }

    public override ConsoleColor ForegroundColor
    {
        get => _foreground;
        set => Console.ForegroundColor = _foreground = value;
    }

    public override ConsoleColor BackgroundColor
    {
        get => _background;
        set => Console.BackgroundColor = _background = value;
    }

    public override Size BufferSize
    {
        get => WindowSize;
        set => throw NotInATerminal();
    }

    public override Size WindowSize
    {
        get => new(Columns, !Console.IsOutputRedirected && Console.WindowHeight > 0 ? Console.WindowHeight : HeightOfAPipe);
        set => throw NotInATerminal();
    }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Coordinates WindowPosition
    {
        get => new(0, 0);
        set => throw NotInATerminal();
    }

    public override Coordinates CursorPosition
    {
        get
        {
            var (left, top) = Console.IsOutputRedirected ? (0, 0) : Console.GetCursorPosition();
            return new Coordinates(left, top);
        }

        set => Console.SetCursorPosition(value.X, value.Y);
    }

    public override int CursorSize
    {
        get => OperatingSystem.IsWindows() ? Console.CursorSize : 100;
        set
        {
            if (OperatingSystem.IsWindows())
            {
                Console.CursorSize = value;
            }
        }
    }

    public override string WindowTitle
    {
        get => OperatingSystem.IsWindows() ? Console.Title : string.Empty;
        set
        {
            if (!Console.IsOutputRedirected)
            {
                Console.Title = value;
            }
        }
    }

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        var key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, StateOf(key.Modifiers), keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override int LengthInBufferCells(string source) => CellWidth.Of(source);

    public override int LengthInBufferCells(string source, int offset) => CellWidth.Of(source.AsSpan(offset));

    public override int LengthInBufferCells(char source) => CellWidth.Of([source]);

    /// <remarks>Only what clearing the screen asks for; a terminal has no buffer that could be filled in part.</remarks>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Clear();
        }
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotInATerminal();

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotInATerminal();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NotInATerminal();

    private static ControlKeyStates StateOf(ConsoleModifiers modifiers) =>
        (modifiers.HasFlag(ConsoleModifiers.Shift) ? ControlKeyStates.ShiftPressed : 0)
        | (modifiers.HasFlag(ConsoleModifiers.Alt) ? ControlKeyStates.LeftAltPressed : 0)
        | (modifiers.HasFlag(ConsoleModifiers.Control) ? ControlKeyStates.LeftCtrlPressed : 0);

    private static HostException NotInATerminal() => new("This host writes to a terminal as a stream; it has no screen buffer to read or move.");
}
