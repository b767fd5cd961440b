using System.Text.RegularExpressions;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.SupplyChain;

/// <summary>What the workflows may do, and whose code they run.</summary>
public sealed partial class WorkflowTests
{
    private static string Folder { get; } = Path.Combine(StagedModule.RepositoryRoot, ".github", "workflows");

    private static string[] Files { get; } = [.. Directory.GetFiles(Folder, "*.yml").Select(path => Path.GetFileName(path))];

    public static TheoryData<string> Workflows => [.. Files];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_are_named_by_commit_with_the_version_beside_it(string file)
    {
        var uses = Uses().Matches(Read(file)).Select(match => match.Groups["action"].Value).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(@"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action));
    }

    [Fact]
    public void An_action_has_one_commit_everywhere()
    {
        var commits = Files.SelectMany(file => Uses().Matches(Read(file))).Select(match => match.Groups["action"].Value).Distinct().ToList();

        Assert.Equal(commits.Select(action => action.Split('@')[0]).Distinct().Count(), commits.Count);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Nothing_is_allowed_but_what_a_job_names(string file)
    {
        Assert.Contains("\npermissions: {}\n", Read(file), StringComparison.Ordinal);
        Assert.All(Jobs(file), job => Assert.NotEmpty(job.Value.Permissions));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_checkout_leaves_no_credentials_to_what_runs_after_it(string file) => Assert.All(
        Jobs(file).Values,
        job => Assert.Equal(Count(job.Text, "actions/checkout@"), Count(job.Text, "persist-credentials: false")));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_pull_request_runs_with_the_rights_of_the_repository(string file) =>
        Assert.DoesNotMatch("pull_request_target|workflow_run", Read(file));

    // What a caller can name (a branch, a title) is a variable of the shell and never part of its text.
    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_text_of_an_event_is_part_of_a_command(string file) =>
        Assert.DoesNotMatch(@"\$\{\{[^}]*(github\.(event\.|head_ref|ref_name)|inputs\.)", RunBlocks(file));

    [Fact]
    public void Only_the_job_that_attests_can_do_so()
    {
        foreach (var file in Files)
        {
            foreach (var (name, job) in Jobs(file))
            {
                string[] expected = (file, name) switch
                {
                    ("release.yml", "attest") => ["id-token: write", "attestations: write"],
                    ("release.yml", "publish") => ["contents: write"],
                    _ => ["contents: read"],
                };
                Assert.Equal(expected, job.Permissions);
            }
        }
    }

    [Theory]
    [InlineData("attest")]
    [InlineData("publish")]
    public void A_job_with_rights_runs_nothing_of_this_repository_and_compares_what_it_gets(string name)
    {
        var job = Jobs("release.yml")[name].Text;

        Assert.DoesNotMatch(@"actions/checkout|actions/setup-|dotnet |npm |Install-(Module|PSResource)|build\.ps1", job);
        var (download, compare, use) = (job.IndexOf("actions/download-artifact@", StringComparison.Ordinal), job.IndexOf("sha256sum --check --strict <<< \"$CHECKSUM\"", StringComparison.Ordinal),
            job.IndexOf(name == "attest" ? "actions/attest-" : "Publish-PSResource", StringComparison.Ordinal));
        Assert.True(download > 0 && compare > download && use > compare, $"{download} {compare} {use}");
        Assert.Contains("CHECKSUM: ${{ needs.package.outputs.checksum }}", job, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_published_was_tested_and_attested()
    {
        var jobs = Jobs("release.yml");

        Assert.Contains("needs: [test, package]", jobs["attest"].Text, StringComparison.Ordinal);
        Assert.Contains("needs: [package, attest]", jobs["publish"].Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("-Task Test|Install-Module", jobs["package"].Text);
    }

    [Theory]
    [InlineData("github-actions", "/")]
    [InlineData("nuget", "/")]
    [InlineData("dotnet-sdk", "/")]
    [InlineData("npm", "/tests/Gallery")]
    public void A_bot_looks_for_newer_versions(string ecosystem, string folder) => Assert.Contains(
        $"  - package-ecosystem: {ecosystem}\n    directory: {folder}\n", ReadText(Path.Combine(StagedModule.RepositoryRoot, ".github", "dependabot.yml")), StringComparison.Ordinal);

    private static string Read(string file) => ReadText(Path.Combine(Folder, file));

    private static string ReadText(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    private static Dictionary<string, (string Text, string[] Permissions)> Jobs(string file)
    {
        var text = Read(file);
        return Job().Matches(text[text.IndexOf("\njobs:\n", StringComparison.Ordinal)..]).ToDictionary(
            job => job.Groups["name"].Value,
            job => (job.Value, Permission().Match(job.Value).Groups["line"].Captures.Select(line => line.Value).ToArray()));
    }

    private static string RunBlocks(string file) => string.Concat(RunBlock().Matches(Read(file)).Select(block => block.Value));

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex(@"^ +(- )?uses: (?<action>.+)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^  (?<name>\w+):\n((    .*|  +#.*)?\n)+", RegexOptions.Multiline)]
    private static partial Regex Job();

    [GeneratedRegex(@"^    permissions:\n(      (?<line>.+)\n)+", RegexOptions.Multiline)]
    private static partial Regex Permission();

    [GeneratedRegex(@"^(?<indent> +)(- )?run: .*\n(\k<indent>  .*\n)*", RegexOptions.Multiline)]
    private static partial Regex RunBlock();
}
