using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LarkResources.Files;

namespace LarkResources.Transfer;

/// <summary>Tells whether the machine has been running without a break since something was written.</summary>
/// <remarks>
/// A killed process loses nothing that it had written: the system still holds it. A machine that lost power may keep the note
/// of a part and not the part, so what was noted before the last start is not trusted.
/// </remarks>
internal static class BootMarker
{
    private const string LinuxBootId = "/proc/sys/kernel/random/boot_id";
    private const string MacBootId = "kern.bootsessionuuid";

    /// <summary>How far two computations of one start may lie apart, since the clock is set meanwhile.</summary>
    /// <remarks>
    /// Counts only where the system gives a start no name, which is on Windows; the ticks there go on while it sleeps. Two starts are taken for
    /// one only when the power fails within these minutes of the first, in the middle of a download. A clock that is set further makes a download start again, no more.
    /// </remarks>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static string Current { get; } = Read();

    public static bool IsCurrent(string? marker) => marker == Current
        || (TryTime(marker, out var then) && TryTime(Current, out var now) && (now - then).Duration() < Tolerance);

    private static bool TryTime(string? marker, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(marker, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static string Read() => FromLinux() ?? FromMac() ?? FromClock(DateTimeOffset.UtcNow, Environment.TickCount64);

    /// <summary>The start of the machine, as the clock has it now.</summary>
    private static string FromClock(DateTimeOffset now, long ticks) => now.AddMilliseconds(-ticks).ToString("O", CultureInfo.InvariantCulture);

    private static string? FromLinux()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText(LinuxBootId).Trim() : null;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            return null;
        }
    }

    // The ticks of a Mac stand still while it sleeps: a start that is computed from them would move with every nap.
    private static string? FromMac()
    {
        if (!OperatingSystem.IsMacOS())
        {
            return null;
        }

        try
        {
            var text = new byte[64];
            var length = (nuint)text.Length;
            return ReadSystemValue(MacBootId, text, ref length, 0, 0) == 0 && Encoding.ASCII.GetString(text, 0, (int)length).Trim('\0', ' ') is { Length: > 0 } id ? id : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libSystem.dylib", EntryPoint = "sysctlbyname", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadSystemValue([MarshalAs(UnmanagedType.LPUTF8Str)] string name, byte[] value, ref nuint length, nint newValue, nuint newLength);
}
