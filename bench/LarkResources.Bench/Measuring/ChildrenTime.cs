using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LarkResources.Bench.Measuring;

/// <summary>The processor time of child processes that have ended, to the microsecond; the clock ticks of /proc are ten milliseconds.</summary>
internal static partial class ChildrenTime
{
    private const int Children = -1;

    /// <summary>What all ended children have used so far: the difference around one child is that child's. On Windows the process itself still tells.</summary>
    public static TimeSpan Of(Process? ended)
    {
        if (OperatingSystem.IsWindows())
        {
            return ended?.TotalProcessorTime ?? TimeSpan.Zero;
        }

        if (GetUsage(Children, out var usage) != 0)
        {
            throw new InvalidOperationException("getrusage failed.");
        }

        return usage.User.Span + usage.System.Span;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, out Usage usage);

    // Seconds and microseconds of either take 16 bytes on 64-bit Linux and macOS; what follows is of no interest but is written.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Usage
    {
        public Moment User;
        public Moment System;
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Moment
    {
        public long Seconds;
        public int Microseconds;

        public readonly TimeSpan Span => TimeSpan.FromSeconds(Seconds) + TimeSpan.FromMicroseconds(Microseconds);
    }
}
