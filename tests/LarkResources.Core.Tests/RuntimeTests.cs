namespace LarkResources.Tests;

/// <summary>Each build is tested on the runtime it is for, and not on a newer one that takes its place.</summary>
public sealed class RuntimeTests
{
#if NET10_0_OR_GREATER
    private const int Major = 10;
#else
    private const int Major = 8;
#endif

    [Fact]
    public void Tests_run_on_the_runtime_of_their_framework() => Assert.Equal(Major, Environment.Version.Major);
}
