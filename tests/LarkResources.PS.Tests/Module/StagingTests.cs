using System.Management.Automation;
using System.Reflection;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Module;

/// <summary>What a build lays out is a module that can be copied to a module path as it is.</summary>
public sealed class StagingTests
{
    private static readonly string[] Frameworks = ["net8.0", "net10.0"];

    [Theory]
    [InlineData("LarkResources.psd1")]
    [InlineData("LarkResources.Format.ps1xml")]
    [InlineData("LarkResources.PS.dll")]
    [InlineData("LarkResources.Core.dll")]
    [InlineData("LarkResources.Sandbox.dll")]
    [InlineData("lib/net8.0/LarkResources.Http.dll")]
    [InlineData("lib/net10.0/LarkResources.Http.dll")]
    public void File_is_there(string path) => Assert.True(File.Exists(Path.Combine(StagedModule.Folder, path)), path);

    [Fact]
    public void Assemblies_at_the_top_are_the_modules_own() => Assert.Equal(
        ["LarkResources.Core.dll", "LarkResources.PS.dll", "LarkResources.Sandbox.dll"],
        Directory.GetFiles(StagedModule.Folder, "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Plug_in_folders_hold_no_assembly_of_the_framework_and_no_second_core()
    {
        var names = Frameworks.SelectMany(AssembliesOf).Select(Path.GetFileNameWithoutExtension).ToList();

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => name!.StartsWith("System.", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(names, name => name is "LarkResources.Core" or "LarkResources.PS");
    }

    [Theory]
    [InlineData("net8.0", 8)]
    [InlineData("net10.0", 10)]
    public void Plug_in_brings_the_packages_of_its_runtime(string framework, int major)
    {
        var packages = AssembliesOf(framework).Select(AssemblyName.GetAssemblyName)
            .Where(name => name.Name!.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).ToList();

        Assert.Contains(packages, name => name.Name == "Microsoft.Extensions.Http");
        Assert.All(packages, name => Assert.Equal((name.Name, major), (name.Name, name.Version!.Major)));
    }

    [Fact]
    public void Manifest_exports_exactly_the_cmdlets_of_the_assembly()
    {
        using var shell = new HostedShell();
        var assembly = Assert.Single(shell.Run("(Get-Command Connect-Lark).ImplementingType.Assembly").OutputAs<Assembly>());
        var compiled = assembly.GetTypes().Select(type => type.GetCustomAttribute<CmdletAttribute>()).OfType<CmdletAttribute>()
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}").Order(StringComparer.Ordinal);

        Assert.Equal(compiled, ManifestFile.Names("CmdletsToExport").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("VariablesToExport")]
    [InlineData("AliasesToExport")]
    public void Manifest_says_of_everything_else_that_there_is_none(string key) => Assert.Empty(ManifestFile.Names(key));

    [Fact]
    public void Manifest_and_assemblies_have_one_version()
    {
        var version = Version.Parse((string)ManifestFile.Read()["ModuleVersion"]!);
        var assemblies = Directory.GetFiles(StagedModule.Folder, "LarkResources.*.dll", SearchOption.AllDirectories);

        Assert.Equal(5, assemblies.Length);
        Assert.All(assemblies, path => Assert.Equal(version.ToString(3), AssemblyName.GetAssemblyName(path).Version!.ToString(3)));
    }

    [Fact]
    public void Import_is_clean_and_gives_every_cmdlet()
    {
        using var shell = new HostedShell(importModule: false);

        var result = shell.Run("Import-Module $manifest; (Get-Module LarkResources).ExportedCommands.Keys", ("manifest", StagedModule.Manifest));

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(ManifestFile.Names("CmdletsToExport").Order(StringComparer.Ordinal), result.OutputAs<string>().Order(StringComparer.Ordinal));
    }

    private static string[] AssembliesOf(string framework) => Directory.GetFiles(Path.Combine(StagedModule.Folder, "lib", framework), "*.dll");
}
