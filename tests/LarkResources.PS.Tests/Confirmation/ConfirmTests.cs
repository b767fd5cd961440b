using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Confirmation;

/// <summary>-Confirm asks, and does what the answer says.</summary>
public sealed class ConfirmTests
{
    [Fact]
    public void Each_file_is_asked_about()
    {
        using var folder = new TemporaryFolder();
        using var shell = new HostedShell(new AnsweringHost(2, 0));

        var files = shell.Run("Connect-Lark -Sandbox; Get-LarkMessageResource om_sandbox_video -OutFile $folder -Confirm", ("folder", folder.Path)).EnsureNoErrors().Output;

        Assert.Equal(["img_v3_sandbox_cover.png"], files.Select(file => file.Text("Name")));
        Assert.Equal(["img_v3_sandbox_cover.png"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }
}
