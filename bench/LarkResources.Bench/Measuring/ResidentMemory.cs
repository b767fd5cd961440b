using System.Diagnostics;
using System.Globalization;

namespace LarkResources.Bench.Measuring;

/// <summary>The resident bytes of a process.</summary>
internal static class ResidentMemory
{
    public static long Now(int process) => Read(process, "VmRSS:") ?? OfProcess(process, running => running.WorkingSet64);

    /// <summary>The most so far; 0 when the process has ended.</summary>
    public static long Peak(int process) => Read(process, "VmHWM:") ?? OfProcess(process, running => running.PeakWorkingSet64);

    // Null where there is no such file: another system, or a process that is no more.
    private static long? Read(int process, string field)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.AsSpan(field.Length, line.Length - field.Length - "kB".Length), NumberStyles.Integer, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long OfProcess(int id, Func<Process, long> value)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return value(process);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return 0;
        }
    }
}
