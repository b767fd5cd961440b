using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Package;

/// <summary>No package is made of something that should not be one; a preview is told from a release.</summary>
public sealed class PackageRefusalTests : IDisposable
{
    private const string Dated = "# Changelog\n\n## [1.2.3] - 2026-11-23\n\n### Added\n\n- Something.\n\n## [1.2.2] - 2026-11-01\n\n- Old.\n";
    private const string Undated = "## [1.2.3] - Unreleased\n\n- Something.\n";

    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Release_with_its_tag_is_made() => Assert.Equal("1.2.3", Version(Make(Dated, label: null, "--tag", "v1.2.3")));

    [Fact]
    public void Notes_end_where_the_version_before_begins()
    {
        Version(Make(Dated, label: null));

        Assert.Equal("### Added\n\n- Something.", MadePackage.ReadNuspec(Nupkg("1.2.3"))["releaseNotes"].Value);
    }

    [Fact]
    public void Label_of_a_preview_is_part_of_the_version() => Assert.Equal("1.2.3-preview1", Version(Make(Undated, "preview1", "--tag", "v1.2.3-preview1")));

    [Fact]
    public void Address_of_the_project_is_taken_from_the_command_line()
    {
        Version(Make(Dated, label: null, "--project-url", "https://example.com/project"));

        Assert.Equal("https://example.com/project", MadePackage.ReadNuspec(Nupkg("1.2.3"))["projectUrl"].Value);
    }

    [Theory]
    [InlineData("v1.2.4")]
    [InlineData("1.2.3")]
    [InlineData("v1.2.3-preview1")]
    public void Tag_of_another_version_is_refused(string tag) => Refused(Make(Dated, label: null, "--tag", tag), "v1.2.3");

    [Fact]
    public void Release_that_the_changelog_gives_no_date_is_refused() => Refused(Make(Undated, label: null, "--tag", "v1.2.3"), "no date");

    [Fact]
    public void Version_that_the_changelog_does_not_know_is_refused() => Refused(Make("## [1.2.2]\n", label: null), "no section for 1.2.3");

    [Theory]
    [InlineData("preview.1")]
    [InlineData("-preview")]
    public void Label_that_the_Gallery_does_not_take_is_refused(string label) => Refused(Make(Dated, label), "letters and digits");

    [Theory]
    [InlineData("LarkResources.PS.pdb")]
    [InlineData("lib/net10.0/System.Diagnostics.DiagnosticSource.dll")]
    [InlineData("en-US/notes.txt")]
    [InlineData("lib/net9.0/Polly.Core.dll")]
    public void File_that_nobody_gave_a_reason_is_refused(string path)
    {
        var full = Path.Combine(_folder.Path, "module", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "x");

        Refused(Make(Dated, label: null), path);
    }

    [Fact]
    public void Folder_without_a_manifest_is_refused() =>
        Refused(MadePackage.Make(Directory.CreateDirectory(Path.Combine(_folder.Path, "empty")).FullName, Output), "no staged module");

    [Theory]
    [InlineData("--colour", "no option --colour")]
    [InlineData("--tag", "--tag needs a value")]
    public void Command_line_that_is_wrong_is_explained(string option, string reason)
    {
        var result = Make(Dated, label: null, option);

        Refused(result, reason);
        Assert.Contains("usage:", result.Error, StringComparison.Ordinal);
    }

    private string Output => Path.Combine(_folder.Path, "packages");

    private ProcessResult Make(string changelog, string? label, params string[] more)
    {
        var module = Directory.CreateDirectory(Path.Combine(_folder.Path, "module")).FullName;
        var gallery = label is null ? "# Prerelease = 'never'" : $"Prerelease = '{label}'";
        File.WriteAllText(Path.Combine(module, "LarkResources.psd1"), $$"""
            @{
                ModuleVersion = '1.2.3'
                Author = 'A'
                CompanyName = 'C'
                Copyright = '(c) A.'
                Description = 'D'
                CmdletsToExport = @('Get-Something')
                PrivateData = @{ PSData = @{
                    Tags = @('PSEdition_Core')
                    {{gallery}}
                } }
            }
            """);
        return MadePackage.Make(module, Output, ["--changelog", _folder.Write("changes.md", changelog), .. more]);
    }

    private string Nupkg(string version) => Path.Combine(Output, $"LarkResources.{version}.nupkg");

    private string Version(ProcessResult result)
    {
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        var path = Assert.Single(Directory.GetFiles(Output, "*.nupkg"));
        var version = MadePackage.ReadNuspec(path)["version"].Value;
        Assert.Equal(Nupkg(version), path);
        return version;
    }

    private void Refused(ProcessResult result, string reason)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Output), "A refused package must leave nothing.");
    }
}
