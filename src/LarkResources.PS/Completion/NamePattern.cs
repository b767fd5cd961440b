using System.Management.Automation;
using System.Text;
using LarkResources.Text;

namespace LarkResources.Completion;

/// <summary>The pattern by which a name of other people is typed.</summary>
internal static class NamePattern
{
    /// <summary>Matches the name; what cannot be seen in a line that is being typed, or would rewrite it, is matched by <c>?</c>.</summary>
    public static string For(string name)
    {
        var pattern = WildcardPattern.Escape(name);
        return PrintableText.IsLine(pattern)
            ? pattern
            : string.Concat(pattern.EnumerateRunes().Select(rune => rune.ToString() is var text && rune != Rune.ReplacementChar && PrintableText.IsLine(text) ? text : new string('?', text.Length)));
    }
}
