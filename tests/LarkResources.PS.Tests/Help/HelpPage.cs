using System.Text.RegularExpressions;

namespace LarkResources.PS.Tests.Help;

/// <summary>A page of help, read by its text alone: nothing that makes or shows help is trusted to test it.</summary>
internal sealed partial class HelpPage(string text)
{
    internal string Text { get; } = text;

    internal string HelpUri => HelpUriLine().Match(Text).Groups[1].Value;

    internal string Synopsis => Section("SYNOPSIS");

    internal IReadOnlyList<PageParameter> Parameters { get; } =
        [.. ParameterBlock().Matches(SectionOf(text, "PARAMETERS")).Select(match => new PageParameter(match.Groups[1].Value, match.Groups[2].Value.Trim(), match.Groups[3].Value))];

    internal IReadOnlyList<PageExample> Examples { get; } =
        [.. ExampleBlock().Matches(SectionOf(text, "EXAMPLES")).Select(match => new PageExample(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Trim()))];

    internal string Section(string heading) => SectionOf(Text, heading).Trim();

    /// <summary>The names that the headings of a section give, such as the types of INPUTS.</summary>
    internal IReadOnlyList<string> Headings(string section) => [.. Heading().Matches(SectionOf(Text, section)).Select(match => match.Groups[1].Value)];

    /// <summary>Everything but the prose: two pages with the same skeleton differ only in their language.</summary>
    internal IReadOnlyList<string> Skeleton()
    {
        var lines = new List<string>();
        foreach (var block in Blocks(Text))
        {
            lines.Add(block switch
            {
                ['`', ..] => PageParameter.InEnglish(block),
                ['#', '#', '#', ' ', ..] => ExampleHeading().Replace(block, "### Example $1"),
                ['#', ..] => block,
                ['-', ' ', '[', ..] => string.Join('\n', block.Split('\n').Select(LinkOf)),
                ['-', '-', '-', '\n', ..] => block.Replace("Locale: zh-CN", "Locale: en-US", StringComparison.Ordinal),
                _ => "(prose)",
            });
        }

        return lines;
    }

    /// <summary>The titles and paragraphs that a reader reads.</summary>
    internal IEnumerable<string> Prose() => Blocks(Text)
        .Where(block => block is not (['`', ..] or ['-', '-', '-', ..] or ['-', ' ', '[', ..]) && (!block.StartsWith('#') || ExampleHeading().IsMatch(block)));

    // Where a link leads is the same in each language; a neighbour is named as it is called everywhere.
    private static string LinkOf(string line) => Link().Match(line) is { Success: true } link
        ? link.Groups[2].Value.StartsWith("https:", StringComparison.Ordinal) ? link.Groups[2].Value : link.Groups[1].Value
        : line;

    private static IEnumerable<string> Blocks(string text) => Block().Matches(text).Select(match => match.Value.Trim());

    private static string SectionOf(string text, string heading) => Regex.Match(text, $@"(?ms)^## {heading}\n(.*?)(?=^## |\z)").Groups[1].Value;

    [GeneratedRegex("(?m)^HelpUri: (.+)$")]
    private static partial Regex HelpUriLine();

    [GeneratedRegex(@"(?ms)^### -(\w+)\n(.*?)^```yaml\n(.*?)^```")]
    private static partial Regex ParameterBlock();

    [GeneratedRegex(@"(?ms)^### (?:Example|示例) \d+(?:: |：)(.*?)\n.*?^```powershell\n(.*?)\n```\n(.*?)(?=^### |\z)")]
    private static partial Regex ExampleBlock();

    [GeneratedRegex(@"(?m)^### (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^### (?:Example|示例) (\d+)(?:: |：).+$")]
    private static partial Regex ExampleHeading();

    [GeneratedRegex(@"^- \[(.+?)\]\((.+)\)$")]
    private static partial Regex Link();

    // A fence, the lines before the page, a heading, or what stands between empty lines.
    [GeneratedRegex(@"(?ms)^```.*?^```$|\A---$.*?^---$|^#+ [^\n]+$|^[^\n]+(?:\n[^\n]+)*")]
    private static partial Regex Block();
}

/// <summary>An example of a page.</summary>
/// <param name="Title">Its heading, without the number.</param>
/// <param name="Code">What is to be typed.</param>
/// <param name="Remarks">What the page says about it.</param>
internal sealed record PageExample(string Title, string Code, string Remarks);
