using System.Text.RegularExpressions;

namespace LarkResources.Tests.Architecture;

/// <summary>The phrases that CONTRIBUTING.md rules out under "Style" stand nowhere in sources, docs and help.</summary>
public sealed partial class PhraseTests
{
    [Fact]
    public void No_text_has_a_phrase_that_the_style_rules_out()
    {
        var root = SourceTree.RepositoryRoot();
        var found = new[] { "src", "docs", "examples", "README.md", "SECURITY.md" }
            .SelectMany(place => Directory.Exists(Path.Combine(root, place)) ? Directory.EnumerateFiles(Path.Combine(root, place), "*", SearchOption.AllDirectories) : [Path.Combine(root, place)])
            .Where(IsText)
            .SelectMany(path => File.ReadLines(path).Select((line, index) => (Place: $"{Path.GetRelativePath(root, path)}:{index + 1}", Line: line)))
            .Where(entry => RuledOut().IsMatch(entry.Line))
            .Select(entry => $"{entry.Place}: {entry.Line.Trim()}")
            .ToList();
        Assert.True(found.Count == 0, $"{found.Count} lines:\n{string.Join('\n', found.Take(40))}");
    }

    private static bool IsText(string path) =>
        Path.GetExtension(path) is ".cs" or ".md" or ".txt" or ".xml" or ".ps1xml" or ".ps1" or ".psd1" or ".yml" or ".sh" or ".html" or ".js" or ".mjs" or ".css" or ".targets" or ".csproj"
        && !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj");

    [GeneratedRegex(@"(?<!\bthere )\bis no\b(?! longer)|\b((could|can|to) be had|goes on|speaks? of|nobody|somebody|whoever|what is left)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RuledOut();
}
