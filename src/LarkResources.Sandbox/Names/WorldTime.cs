namespace LarkResources.Sandbox.Names;

/// <summary>The tenant's only week: five working days from Monday, 2026-11-16.</summary>
internal static class WorldTime
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 1, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Of(int day, int minute) => Monday.AddDays(day).AddMinutes(minute);
}
