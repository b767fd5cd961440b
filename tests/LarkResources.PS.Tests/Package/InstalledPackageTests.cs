using System.IO.Compression;
using LarkResources.PS.Tests.Engine;
using LarkResources.PS.Tests.Module;

namespace LarkResources.PS.Tests.Package;

/// <summary>The package, unpacked as an installer does it, is used by name in a process that knows no other copy.</summary>
public sealed class InstalledPackageTests : IClassFixture<MadePackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _installed;

    public InstalledPackageTests(MadePackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        _installed = Path.Combine(_folder.Path, "LarkResources", MadePackage.Version);
        ZipFile.ExtractToDirectory(package.Nupkg, _installed);

        // What PSResourceGet takes away after it has unpacked.
        File.Delete(Path.Combine(_installed, "LarkResources.nuspec"));
        File.Delete(Path.Combine(_installed, "[Content_Types].xml"));
        Directory.Delete(Path.Combine(_installed, "_rels"), recursive: true);
        Directory.Delete(Path.Combine(_installed, "package"), recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Picture_is_saved_by_the_installed_module()
    {
        var output = Run($$"""
            Connect-Lark -Sandbox
            $file = Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart -OutFile '{{_folder.Path}}/chart.png'
            'saved {0}' -f $file.Length
            'from {0}' -f (Get-Module LarkResources).ModuleBase
            'version {0}' -f (Get-Module LarkResources).Version
            """);

        Assert.Contains($"from {_installed}", output);
        Assert.Contains($"version {MadePackage.Version}", output);
        var picture = File.ReadAllBytes(Path.Combine(_folder.Path, "chart.png"));
        Assert.Contains($"saved {picture.Length}", output);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], picture[..4]);
    }

    [Fact]
    public void Help_of_every_cmdlet_comes_with_the_package_in_every_language_it_has()
    {
        var languages = Directory.GetDirectories(_installed).Select(folder => Path.GetFileName(folder)!).Where(name => name != "lib").Order(StringComparer.Ordinal);
        Assert.Equal(["en-US", "zh", "zh-CN"], languages);

        foreach (var language in languages)
        {
            // One statement: the host goes back to its own language after each.
            var output = Run($"& {{ [Threading.Thread]::CurrentThread.CurrentUICulture = '{language}'; "
                + "foreach ($name in (Get-Module LarkResources).ExportedCommands.Keys) { 'help|{0}|{1}' -f $name, ((Get-Help $name).Synopsis -replace '\\s+', ' ').Trim() } }");
            var synopses = output.Select(line => line.Split('|')).Where(parts => parts is ["help", _, _]).ToDictionary(parts => parts[1], parts => parts[2]);

            Assert.Equal(ManifestFile.Names("CmdletsToExport").Order(StringComparer.Ordinal), synopses.Keys.Order(StringComparer.Ordinal));

            // Without a page the engine makes up a synopsis of the syntax.
            Assert.All(synopses, pair => Assert.DoesNotContain(pair.Key, pair.Value, StringComparison.Ordinal));
            Assert.All(synopses.Values, Assert.NotEmpty);
            Assert.All(synopses.Values, synopsis => Assert.Equal(language.StartsWith("zh", StringComparison.Ordinal), synopsis.Any(letter => letter is >= '\u4e00' and <= '\u9fff')));
        }
    }

    private string[] Run(string script)
    {
        var result = FreshProcess.RunText($"$env:PSModulePath = '{_folder.Path}'\nImport-Module LarkResources\n{script}");
        Assert.Equal(string.Empty, result.Error);
        return result.Output.Split(Environment.NewLine);
    }
}
