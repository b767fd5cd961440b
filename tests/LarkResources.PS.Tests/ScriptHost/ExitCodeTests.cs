using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.ScriptHost;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 3\n'never'", 3)]
    [InlineData("function Leave { exit 4 }\nLeave\n'never'", 4)]
    [InlineData("throw 'boom'\n'never'", 1)]
    [InlineData("$ErrorActionPreference = 'Stop'\nGet-Command no-such-command\n'never'", 1)]
    [InlineData("'never'\nif (", 1)]
    [InlineData("#Requires -Version 99.0\n'never'", 1)]
    [InlineData("#Requires -Modules NoSuchModule\n'never'", 1)]
    [InlineData("Get-Command no-such-command", 0)]
    [InlineData("if ($true) { return }\n'never'", 0)]
    public void Script_ends_with(string script, int exitCode)
    {
        var result = FreshProcess.RunText(script);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("never", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_script_is_named()
    {
        var result = FreshProcess.RunScript("no-such-script.ps1");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("no-such-script.ps1", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public void Wrong_command_line_gives_the_usage(params string[] commandLine)
    {
        var result = FreshProcess.Run(commandLine);

        Assert.Equal(64, result.ExitCode);
        Assert.StartsWith("usage: ", result.Error, StringComparison.Ordinal);
    }
}
