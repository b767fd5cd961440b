namespace LarkResources.Tests.Transfer;

/// <summary>What counts as the same start of the machine.</summary>
public sealed class BootMarkerTests
{
    [Fact]
    public void The_current_start_is_current() => Assert.True(BootMarker.IsCurrent(BootMarker.Current));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6f1d2a2e-0d0f-4b0e-9a51-3f4f0c5a7a11")]
    [InlineData("2001-01-01T00:00:00.0000000+00:00")]
    public void Another_start_is_not(string? marker) => Assert.False(BootMarker.IsCurrent(marker));

    [Fact]
    public void Where_a_start_has_a_name_the_clock_does_not_matter()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(Guid.TryParse(BootMarker.Current, out _), BootMarker.Current);
        }
    }
}
