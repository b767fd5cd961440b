namespace LarkResources.Tests.Export;

public sealed class ArchiveTimeZoneTests
{
    [Fact]
    public void Zone_of_the_first_run_stays()
    {
        var zone = ArchiveTimeZone.Of("Asia/Shanghai", TimeZoneInfo.Utc);
        Assert.Equal(("Asia/Shanghai", TimeSpan.FromHours(8), false), (zone.Id, zone.Zone.BaseUtcOffset, zone.IsLost));
    }

    [Fact]
    public void First_run_takes_the_zone_of_the_machine()
    {
        var zone = ArchiveTimeZone.Of(null, TimeZoneInfo.Utc);
        Assert.Equal((TimeZoneInfo.Utc.Id, false), (zone.Id, zone.IsLost));
    }

    [Fact]
    public void Zone_that_is_not_known_here_keeps_its_id_and_is_lost()
    {
        var zone = ArchiveTimeZone.Of("Nowhere/City", TimeZoneInfo.Utc);
        Assert.Equal(("Nowhere/City", TimeZoneInfo.Utc, true), (zone.Id, zone.Zone, zone.IsLost));
    }

    [Fact]
    public void Zone_that_nobody_could_find_again_is_not_stored()
    {
        var zone = ArchiveTimeZone.Of(null, TimeZoneInfo.CreateCustomTimeZone("Local", new(8, 7, 0), "Local", "Local"));
        Assert.Equal((null, new TimeSpan(8, 7, 0), false), (zone.Id, zone.Zone.BaseUtcOffset, zone.IsLost));
    }
}
