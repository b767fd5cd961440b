using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace LarkResources.PS.Tests.Engine;

/// <summary>Writes everything a user would see into one text, and answers confirmations from a list.</summary>
internal sealed class CapturingUI(int width) : PSHostUserInterface
{
    private readonly StringBuilder _text = new();
    private readonly Lock _gate = new();

    /// <summary>Gets the indexes of the choices that the next questions are answered with, in order.</summary>
    internal Queue<int> Answers { get; } = new();

    public override PSHostRawUserInterface RawUI { get; } = new CapturingRawUI(width);

    internal string Take()
    {
        lock (_gate)
        {
            var text = _text.ToString();
            _text.Clear();
            return text;
        }
    }

    public override void Write(string value)
    {
        lock (_gate)
        {
            // Some views bring their colours along whatever the rendering; a plain host removes them.
            _text.Append(GetOutputString(value, supportsVirtualTerminal: false));
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value) => WriteLine(value);

    public override void WriteWarningLine(string message) => WriteLine($"WARNING: {message}");

    public override void WriteVerboseLine(string message) => WriteLine($"VERBOSE: {message}");

    public override void WriteDebugLine(string message) => WriteLine($"DEBUG: {message}");

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => throw Unexpected("a line");

    public override SecureString ReadLineAsSecureString() => throw Unexpected("a secret");

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw Unexpected(string.Join(", ", descriptions.Select(field => field.Name)));

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        Answers.TryDequeue(out var answer) ? answer : throw Unexpected(message);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw Unexpected("a credential");

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName,
        PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw Unexpected("a credential");

    private static HostException Unexpected(string question) => new($"The test was asked for {question} and has no answer.");
}
