namespace LarkResources.Export;

/// <summary>The time zone by whose days the files of a chat are filed.</summary>
/// <param name="Zone">The zone itself.</param>
/// <param name="Id">What later runs find it by; null when this machine has no name for its own.</param>
/// <param name="IsLost">True when an earlier run has filed by a zone that this machine does not know.</param>
internal sealed record ArchiveTimeZone(TimeZoneInfo Zone, string? Id, bool IsLost)
{
    /// <param name="stored">What an earlier run has filed by; null when none did.</param>
    /// <param name="local">The zone of this machine.</param>
    public static ArchiveTimeZone Of(string? stored, TimeZoneInfo local) =>
        stored is null ? new(local, NameOf(local), IsLost: false)
        : TimeZoneInfo.TryFindSystemTimeZoneById(stored, out var known) ? new(known, stored, IsLost: false)
        : new(local, stored, IsLost: true);

    /// <summary>A zone that was set up without its name is called "Local", which no other machine and no later run would find.</summary>
    private static string? NameOf(TimeZoneInfo zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone.Id, out _) ? zone.Id : null;
}
