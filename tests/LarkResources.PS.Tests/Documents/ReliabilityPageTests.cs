using System.Text.RegularExpressions;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Documents;

/// <summary>Every row of docs/reliability.md names a test that there is: a claim whose proof was renamed or removed is no claim any more.</summary>
public sealed partial class ReliabilityPageTests
{
    private static readonly string s_tests = Path.Combine(StagedModule.RepositoryRoot, "tests");

    private static readonly Lazy<IReadOnlyList<(string Path, string Text)>> s_sources = new(() =>
    [
        .. Directory.EnumerateFiles(s_tests, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".ps1" or ".mjs" && !Built().IsMatch(Path.GetRelativePath(s_tests, path)))
            .Select(path => (path, File.ReadAllText(path))),
    ]);

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (claim, proof) in ProofsOf(File.ReadAllLines(Path.Combine(StagedModule.RepositoryRoot, "docs", "reliability.md"))))
        {
            rows.Add(claim, proof);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_names_tests_that_exist(string claim, string proof)
    {
        Assert.NotEmpty(claim);
        Assert.NotEmpty(Quoted().Matches(proof));
        Assert.Equal([], Missing(proof));
    }

    [Theory]
    [InlineData("`NoSuchTests.Method`", "NoSuchTests.Method")]
    [InlineData("`ReliabilityPageTests.No_such_method`", "ReliabilityPageTests.No_such_method")]
    [InlineData("`ReliabilityPageTests`, `…No_such_method`", "…No_such_method")]
    [InlineData("`CrossCheck.Tests.ps1: no such words are in it`", "CrossCheck.Tests.ps1: no such words are in it")]
    public void Test_that_is_not_there_is_found_missing(string proof, string missing) => Assert.Equal([missing], Missing(proof));

    [Fact]
    public void Every_table_is_read() => Assert.InRange(Rows().Count, 70, 1000);

    [Fact]
    public void Every_sentence_of_the_promises_in_SECURITY_md_has_a_row()
    {
        var words = Words(File.ReadAllText(Path.Combine(StagedModule.RepositoryRoot, "SECURITY.md")));
        var page = words[words.IndexOf("## What the module promises", StringComparison.Ordinal)..];
        var rows = File.ReadAllText(Path.Combine(StagedModule.RepositoryRoot, "docs", "reliability.md"));
        var from = rows.IndexOf("## The sentences of SECURITY.md", StringComparison.Ordinal);
        var claims = ProofsOf(rows[from..rows.IndexOf("\n## ", from + 1, StringComparison.Ordinal)].Split('\n')).Select(row => Words(row.Claim)).ToList();

        Assert.Equal([], claims.Where(claim => !Says(page, claim)));
        Assert.Equal([], Sentence().Split(page).Where(sentence => !claims.Any(claim => Says(sentence, claim)) && !Heading().IsMatch(sentence)));
    }

    /// <summary>The words of a page without what only formats them.</summary>
    private static string Words(string text) => Blank().Replace(text.Replace("**", "", StringComparison.Ordinal), " ");

    /// <summary>True when a text has the words of a claim, an ellipsis in which stands for more of them.</summary>
    private static bool Says(string text, string claim)
    {
        var at = 0;
        foreach (var part in claim.Split('…', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var found = text.IndexOf(part.TrimEnd('.'), at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length - 1;
        }

        return true;
    }

    private static IEnumerable<(string Claim, string Proof)> ProofsOf(IEnumerable<string> lines)
    {
        var column = -1;
        foreach (var line in lines)
        {
            var cells = line.StartsWith('|') ? line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries) : [];
            var heading = Array.FindIndex(cells, cell => cell is "Proof" or "Test");
            if (cells.Length == 0 || heading >= 0)
            {
                column = heading;
            }
            else if (column >= 0 && cells[0].Trim('-').Length > 0)
            {
                yield return (cells[0], cells[column]);
            }
        }
    }

    /// <summary>Class, Class.Method, or …Method for another one of the same class; a script and its words as "file: words". An ellipsis at the end stands for the rest of a name.</summary>
    private static List<string> Missing(string proof)
    {
        var missing = new List<string>();
        var owner = string.Empty;
        foreach (var name in Quoted().Matches(proof).Select(match => match.Groups[1].Value))
        {
            bool exists;
            if (Script().Match(name) is { Success: true } script)
            {
                exists = s_sources.Value.Any(source => Path.GetFileName(source.Path) == script.Groups["file"].Value && source.Text.Contains(script.Groups["words"].Value, StringComparison.Ordinal));
            }
            else
            {
                var parts = name.StartsWith('…') ? [owner, name[1..]] : name.Split('.', 2);
                owner = parts[0];
                var method = parts.Length == 1 ? string.Empty : parts[1].EndsWith('…') ? $" {parts[1][..^1]}" : $" {parts[1]}(";
                exists = s_sources.Value.Any(source => Regex.IsMatch(source.Text, $@"\bclass {Regex.Escape(owner)}\b") && source.Text.Contains(method, StringComparison.Ordinal));
            }

            if (!exists)
            {
                missing.Add(name);
            }
        }

        return missing;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"(?<=\.\)?) (?=[-A-Z\[`])")]
    private static partial Regex Sentence();

    /// <summary>What the next sentences are about.</summary>
    [GeneratedRegex(@"^(## [\w ]+)?(- [\w ]+\.)?$")]
    private static partial Regex Heading();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(?<file>[\w.-]+\.(ps1|mjs))(: (?<words>.+))?$")]
    private static partial Regex Script();

    [GeneratedRegex(@"(^|[\\/])(bin|obj|node_modules)[\\/]")]
    private static partial Regex Built();
}
