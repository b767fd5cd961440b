using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Examples;

/// <summary>The scripts people are told to run first, on a machine that has only the SDK.</summary>
public sealed class QuickstartTests
{
    private static string ExamplesFolder => Path.Combine(StagedModule.RepositoryRoot, "examples");

    [Fact]
    public void Quickstart_shows_objects_files_bytes_and_errors()
    {
        using var temporary = new TemporaryFolder();

        var result = Run("quickstart.ps1", temporary);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("https://sandbox.invalid/", result.Output, StringComparison.Ordinal);
        Assert.Contains("img_v3_sandbox_chart.png", result.Output, StringComparison.Ordinal);
        Assert.Contains("Saved as 报告 2026年第三季度.pdf: 863 bytes, application/pdf", result.Output, StringComparison.Ordinal);
        Assert.Contains("As a stream: 16 blocks, 1048576 bytes", result.Output, StringComparison.Ordinal);
        Assert.Contains("a PNG: True", result.Output, StringComparison.Ordinal);
        Assert.Contains("MessageDeleted: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("FileExists: Give another path", result.Output, StringComparison.Ordinal);
        Assert.Contains("code 234004, log id ", result.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("Recommendation: In the chat open", result.Error, StringComparison.Ordinal);

        var folder = Assert.Single(Directory.GetDirectories(temporary.Path));
        Assert.Contains(folder, result.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["img_v3_sandbox_chart.png", "报告 2026年第三季度.pdf"],
            Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Quickstart_fails_where_the_module_is_broken()
    {
        using var temporary = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(temporary.Path, "examples"));
        var broken = Path.Combine(Directory.CreateDirectory(Path.Combine(temporary.Path, "out", "LarkResources")).FullName, "LarkResources.psd1");
        File.WriteAllText(broken, "@{ ModuleVersion = '0.0.1'; RootModule = 'absent.dll' }");
        var copy = Path.Combine(temporary.Path, "examples", "quickstart.ps1");
        File.Copy(Path.Combine(ExamplesFolder, "quickstart.ps1"), copy);

        Assert.Equal(1, FreshProcess.RunScript(copy).ExitCode);
    }

    // The folder for temporary files: TMPDIR for Unix, TMP for Windows.
    private static ProcessResult Run(string script, TemporaryFolder temporary) => FreshProcess.Run(
        [Path.Combine(ExamplesFolder, script)],
        new Dictionary<string, string> { ["TMPDIR"] = temporary.Path, ["TMP"] = temporary.Path });
}
