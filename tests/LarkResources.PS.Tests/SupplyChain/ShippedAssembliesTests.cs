using System.Text.RegularExpressions;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.SupplyChain;

/// <summary>Each assembly in the module has a reason, each foreign one a licence, and neither list has more than the module.</summary>
public sealed partial class ShippedAssembliesTests
{
    private static string[] Shipped { get; } =
        [.. Directory.GetFiles(StagedModule.Folder, "*.dll", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)).Distinct()];

    [Fact]
    public void Architecture_page_gives_each_assembly_a_reason_and_lists_no_other()
    {
        var page = ReadFile("docs", "architecture.md");
        var section = page[page.IndexOf("## What is shipped, and why", StringComparison.Ordinal)..];
        var rows = Row().Matches(section[..section.IndexOf("\n## ", StringComparison.Ordinal)]).Skip(2).ToList();

        Assert.Equal(Shipped.Order(StringComparer.Ordinal), rows.Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.NotEmpty(row.Groups["reason"].Value.Trim()));
    }

    [Fact]
    public void Notices_name_each_foreign_assembly_and_no_other() => Assert.Equal(
        Shipped.Where(name => !name.StartsWith("LarkResources.", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        Notice().Matches(ReadFile("THIRD-PARTY-NOTICES.txt")).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("THIRD-PARTY-NOTICES.txt")]
    [InlineData("LICENSE")]
    [InlineData("lib/net8.0/DOTNET-NOTICES.txt")]
    [InlineData("lib/net10.0/DOTNET-NOTICES.txt")]
    public void Licences_are_shipped(string path) => Assert.NotEmpty(File.ReadAllText(Path.Combine(StagedModule.Folder, path)));

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void Both_runtimes_get_the_same_assemblies(string framework) => Assert.Equal(
        Shipped.Where(name => name is "LarkResources.Http" || !name.StartsWith("LarkResources.", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(StagedModule.Folder, "lib", framework), "*.dll").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    private static string ReadFile(params string[] path) =>
        File.ReadAllText(Path.Combine([StagedModule.RepositoryRoot, .. path])).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^\| (?<name>[^|]+?) \| (?<reason>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^- (?<name>\S+)\.dll$", RegexOptions.Multiline)]
    private static partial Regex Notice();
}
