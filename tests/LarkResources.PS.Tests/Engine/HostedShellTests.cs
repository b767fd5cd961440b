namespace LarkResources.PS.Tests.Engine;

/// <summary>The harness itself: a test that rests on a broken one proves nothing.</summary>
public sealed class HostedShellTests
{
    [Fact]
    public void Streams_are_kept_apart()
    {
        using var shell = new HostedShell();

        var result = shell.Run(
            "function f { [CmdletBinding()] param() $PSCmdlet.WriteWarning('w'); $PSCmdlet.WriteVerbose('v'); $given } f -Verbose; 1/0; 'after'",
            ("given", 42));

        Assert.Equal([42, "after"], result.Output.Select(item => item.BaseObject));
        Assert.Equal(["w"], result.Warnings);
        Assert.Equal("RuntimeException", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Null(result.TerminatedBy);
    }

    [Fact]
    public void Terminating_error_is_the_last_error()
    {
        using var shell = new HostedShell();

        var result = shell.Run("'before'; throw 'boom'");

        Assert.Equal("before", Assert.Single(result.OutputAs<string>()));
        Assert.Equal("boom", Assert.Single(result.Errors).Exception.Message);
        Assert.NotNull(result.TerminatedBy);
    }

    [Fact]
    public void Running_script_can_be_stopped()
    {
        using var shell = new HostedShell();
        using var begun = new ManualResetEventSlim();

        var result = shell.StopWhen("'begun'; $begun.Set(); while ($true) { [Threading.Thread]::Sleep(10) }", () => begun.IsSet, ("begun", begun));

        Assert.True(result.WasStopped);
        Assert.Empty(result.Errors);
        Assert.Equal(["begun"], result.OutputAs<string>());
    }

    [Fact]
    public void Staged_module_is_imported_through_its_manifest()
    {
        using var shell = new HostedShell();

        Assert.Equal(StagedModule.Folder, Assert.Single(shell.Run("(Get-Module LarkResources).ModuleBase").OutputAs<string>()));
    }
}
