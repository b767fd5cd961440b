using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;

namespace LarkResources.Pipeline;

/// <summary>Text of a progress bar, with as many characters as it takes columns.</summary>
/// <remarks>
/// PowerShell up to 7.6 counts characters where it lays out a bar, so that each Chinese character makes it a column too wide: the bar wraps, and its end
/// stays on the screen when the bar is gone (findings/pwsh-progress-wide-characters.sh). A character without a width behind each wide one makes the two
/// counts the same.
/// </remarks>
internal static class ProgressText
{
    private const char ZeroWidthSpace = '\u200B';

    public static string Of(Cmdlet cmdlet, string text) => Of((cmdlet as PSCmdlet)?.Host?.UI?.RawUI, text);

    public static string Of(PSHostRawUserInterface? screen, string text)
    {
        if (screen is null || Ascii.IsValid(text))
        {
            return text;
        }

        var all = new StringBuilder(text.Length * 2);
        foreach (var character in text)
        {
            // As text: asked for a character, the host of the engine does not ask the console and says 1.
            all.Append(character).Append(ZeroWidthSpace, Math.Max(0, screen.LengthInBufferCells(character.ToString()) - 1));
        }

        return all.ToString();
    }
}
