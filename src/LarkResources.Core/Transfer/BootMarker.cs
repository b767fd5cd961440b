using System.Globalization;

namespace LarkResources;

/// <summary>Tells whether the machine has been running without a break since something was written.</summary>
/// <remarks>
/// A killed process loses nothing that it had written: the system still holds it. A machine that lost power may keep the note
/// of a part and not the part, so what was noted before the last start is not trusted.
/// </remarks>
internal static class BootMarker
{
    private const string LinuxBootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>Clocks are adjusted now and then; a machine does not restart within this.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(20);

    public static string Current { get; } = Read();

    public static bool IsCurrent(string? marker) => marker == Current
        || (TryTime(marker, out var then) && TryTime(Current, out var now) && (now - then).Duration() < Tolerance);

    private static bool TryTime(string? marker, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(marker, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static string Read()
    {
        try
        {
            return File.ReadAllText(LinuxBootId).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DateTimeOffset.UtcNow.AddMilliseconds(-Environment.TickCount64).ToString("O", CultureInfo.InvariantCulture);
        }
    }
}
