using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.ScriptHost;

/// <summary>A script cut into statements must mean what it means in pwsh.</summary>
public sealed class ScopeTests
{
    [Fact]
    public void Script_knows_where_it_is()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("where.ps1", "function Get-Root { $PSScriptRoot }\n\"$PSScriptRoot|$PSCommandPath|$(Get-Root)\"");

        var result = FreshProcess.RunScript(path);

        Assert.Contains($"{folder.Path}|{path}|{folder.Path}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Statements_share_variables_functions_classes_and_namespaces()
    {
        const string Script = """
            using namespace System.IO
            $name = 'shared'
            function Get-Shared { "$name in a function" }
            class Base { [int] $Value = 5 }
            class Derived : Base { }
            Get-Shared
            "value $([Derived]::new().Value), extension $([Path]::GetExtension('a.bin'))"
            """;

        var output = FreshProcess.RunText(Script).Output;

        Assert.Contains("shared in a function", output, StringComparison.Ordinal);
        Assert.Contains("value 5, extension .bin", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("joe 2 False", "joe")]
    [InlineData("joe 5 True", "-Name", "joe", "-Count", "5", "-Loud")]
    [InlineData("it's $me 7 False", "-N", "it's $me", "-Count:7", "-Loud:$false")]
    public void Parameters_bind_as_with_pwsh(string expected, params string[] arguments)
    {
        const string Script = """
            [CmdletBinding()]
            param([Parameter(Mandatory)] [string] $Name, [int] $Count = 2, [switch] $Loud)
            "$Name $Count $Loud"
            """;

        var result = FreshProcess.RunText(Script, arguments);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(Environment.NewLine + expected + Environment.NewLine, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Zork", "parameter name 'Zork'")]
    [InlineData("-Count:many", "Cannot convert value \"many\"")]
    public void Wrong_parameters_end_the_script(string argument, string message)
    {
        var result = FreshProcess.RunText("[CmdletBinding()] param([int] $Count)\n'never'", argument);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Script_without_parameters_has_args() =>
        Assert.Contains("2: a b", FreshProcess.RunText("'first'\n\"$($args.Count): $args\"", "a", "b").Output, StringComparison.Ordinal);

    [Fact]
    public void Script_of_named_blocks_runs_as_a_whole()
    {
        var result = FreshProcess.RunText("param($Name)\nbegin { $said = 'hello' }\nend { \"$said $Name\" }", "joe");

        Assert.Equal("hello joe" + Environment.NewLine, result.Output);
    }

    [Fact]
    public void Staged_module_is_found_by_its_name() =>
        Assert.Contains(StagedModule.Folder, FreshProcess.RunText("Import-Module LarkResources\n(Get-Module LarkResources).ModuleBase").Output, StringComparison.Ordinal);
}
