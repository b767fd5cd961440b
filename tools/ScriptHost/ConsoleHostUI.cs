using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace ScriptHost;

/// <summary>The streams of the engine on a console, in the words and colours of pwsh.</summary>
internal sealed class ConsoleHostUI(Terminal terminal) : PSHostUserInterface
{
    private readonly ConsolePrompt _prompt = new(terminal);

    internal Terminal Terminal => terminal;

    /// <summary>Where output goes instead of the console while text is made of objects.</summary>
    internal StringBuilder? Capture { get; set; }

    /// <summary>Set while a terminating error is shown: the formatter writes it as ordinary output, but it is an error.</summary>
    internal bool IsReportingError { get; set; }

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUI();

    public override bool SupportsVirtualTerminal => terminal.HasColour;

    private static PSStyle.FormattingData Style => PSStyle.Instance.Formatting;

    public override void Write(string value)
    {
        if (Capture is not null)
        {
            Capture.Append(value);
        }
        else if (IsReportingError)
        {
            terminal.WriteError(value);
        }
        else
        {
            terminal.Write(value);
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(terminal.Styled(
            PSStyle.MapForegroundColorToEscapeSequence(foregroundColor) + PSStyle.MapBackgroundColorToEscapeSequence(backgroundColor),
            value));

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value) => terminal.WriteError(value + Environment.NewLine);

    public override void WriteWarningLine(string message) => terminal.WriteLine(Style.Warning, $"WARNING: {message}");

    public override void WriteVerboseLine(string message) => terminal.WriteLine(Style.Verbose, $"VERBOSE: {message}");

    public override void WriteDebugLine(string message) => terminal.WriteLine(Style.Debug, $"DEBUG: {message}");

    public override void WriteProgress(long sourceId, ProgressRecord record) => terminal.Show(record);

    public override string ReadLine() => _prompt.ReadLine();

    public override SecureString ReadLineAsSecureString() => _prompt.ReadSecret();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _prompt.AskFields(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _prompt.AskChoice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _prompt.AskCredential(caption, message, userName);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName,
        PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        _prompt.AskCredential(caption, message, userName);
}
