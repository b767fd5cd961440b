using System.Text.RegularExpressions;

namespace LarkResources.PS.Tests.Help;

/// <summary>A topic as <c>Get-Help about_…</c> shows it.</summary>
internal sealed partial class AboutTopic(string text)
{
    internal string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    /// <summary>The line that a list of topics shows; the shell takes the fifth, whatever it is.</summary>
    internal string Synopsis => Lines[4].Trim();

    internal IReadOnlyList<string> Headings => [.. Lines.Where(line => line is not ("" or [' ', ..]))];

    /// <summary>Code is set apart by an empty line and eight spaces.</summary>
    internal IReadOnlyList<string> Code => [.. CodeBlock().Matches(text).Select(match => match.Groups[1].Value.TrimEnd())];

    /// <summary>The lines below the last heading.</summary>
    internal IReadOnlyList<string> SeeAlso => [.. Lines.Reverse().TakeWhile(line => line.StartsWith(' ')).Select(line => line.Trim()).Reverse()];

    [GeneratedRegex(@"(?m)(?<=\n\n)((?: {8}.+\n)+)")]
    private static partial Regex CodeBlock();
}
