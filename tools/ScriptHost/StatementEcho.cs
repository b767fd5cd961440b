using System.Management.Automation;

namespace ScriptHost;

/// <summary>Prints a statement before it runs, as it would stand after the prompt of a shell.</summary>
internal sealed class StatementEcho(Terminal terminal)
{
    private const string Prompt = "PS> ";
    private const string Continuation = ">>  ";

    private bool _isFirst = true;

    internal void Show(ScriptStep step)
    {
        if (step.Text.Length == 0)
        {
            return;
        }

        // A comment starts a paragraph; without one the statements of a script stay together.
        if (step.Comments.Count > 0 && !_isFirst)
        {
            terminal.WriteLine(string.Empty);
        }

        _isFirst = false;
        foreach (var comment in step.Comments)
        {
            terminal.WriteLine(PSStyle.Instance.Foreground.Green, comment);
        }

        var prompt = Prompt;
        foreach (var line in step.Text.ReplaceLineEndings("\n").Split('\n'))
        {
            terminal.WriteLine(terminal.Styled(PSStyle.Instance.Foreground.BrightBlack, prompt) + line);
            prompt = Continuation;
        }
    }
}
