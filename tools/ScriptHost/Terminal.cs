using System.Management.Automation;
using System.Management.Automation.Host;

namespace ScriptHost;

/// <summary>The two output streams of the process, and what they can show.</summary>
/// <remarks>Every write goes through here, because a progress line must get out of its way first.</remarks>
internal sealed class Terminal
{
    private readonly ProgressLine? _progress;
    private readonly Lock _gate = new();

    internal Terminal()
    {
        IsInteractive = !Console.IsOutputRedirected;
        HasColour = IsInteractive && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        _progress = IsInteractive ? new ProgressLine(Console.Out) : null;
    }

    /// <summary>Whether a person sees the output as it comes, so that a line may be rewritten.</summary>
    internal bool IsInteractive { get; }

    internal bool HasColour { get; }

    internal void Write(string text)
    {
        lock (_gate)
        {
            _progress?.Clear();
            Console.Out.Write(PSHostUserInterface.GetOutputString(text, HasColour));
        }
    }

    internal void WriteLine(string text) => Write(text + Environment.NewLine);

    internal void WriteLine(string style, string text) => WriteLine(Styled(style, text));

    internal void WriteError(string text)
    {
        lock (_gate)
        {
            _progress?.Clear();

            // Errors may go to a file while the rest goes to a terminal that has colours.
            Console.Error.Write(PSHostUserInterface.GetOutputString(text, HasColour && !Console.IsErrorRedirected));
        }
    }

    internal void Show(ProgressRecord record)
    {
        lock (_gate)
        {
            _progress?.Show(record);
        }
    }

    internal void ClearProgress()
    {
        lock (_gate)
        {
            _progress?.Clear();
        }
    }

    internal string Styled(string style, string text) => HasColour ? style + text + PSStyle.Instance.Reset : text;
}
