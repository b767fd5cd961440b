using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.ScriptHost;

public sealed class NativeCommandTests
{
    [Fact]
    public void Bytes_reach_a_native_program_unchanged()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var result = FreshProcess.RunText("[byte[]](0..255) | sha256sum");

        Assert.Equal(string.Empty, result.Error);
        Assert.Contains("40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_reach_a_native_program_as_the_shell_would_show_them()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var result = FreshProcess.RunText("[pscustomobject]@{ Name = 'a'; Kind = 'image' } | grep image\n'plain' | cat\nsh -c 'exit 4'\n\"$LASTEXITCODE $?\"");

        Assert.Contains("a    image", result.Output, StringComparison.Ordinal);
        Assert.Contains("plain" + Environment.NewLine, result.Output, StringComparison.Ordinal);
        Assert.Contains("4 False", result.Output, StringComparison.Ordinal);
    }
}
