using System.Diagnostics;
using System.Globalization;

namespace LarkResources.PS.Tests.Soak;

/// <summary>What this process holds at a moment when no operation runs.</summary>
/// <param name="Memory">Managed bytes after a forced collection.</param>
/// <param name="Handles">Open files and sockets; on Windows all handles.</param>
/// <param name="Threads">Threads of the operating system.</param>
/// <param name="WorkingSet">Bytes of the process in memory.</param>
internal sealed record ProcessSample(long Memory, int Handles, int Threads, long WorkingSet)
{
    private static readonly string? Descriptors = OperatingSystem.IsLinux() ? "/proc/self/fd" : OperatingSystem.IsMacOS() ? "/dev/fd" : null;

    /// <summary>Counts now, after everything that nobody holds any more is gone.</summary>
    public static ProcessSample Take()
    {
        // A finalizer may let go of what only the second collection can free.
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        var handles = Descriptors is null ? process.HandleCount : Directory.GetFileSystemEntries(Descriptors).Length;
        return new ProcessSample(GC.GetTotalMemory(forceFullCollection: true), handles, process.Threads.Count, process.WorkingSet64);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Memory / 1048576.0:F1} MiB managed, {Handles} handles, {Threads} threads, {WorkingSet / 1048576.0:F0} MiB working set");
}
