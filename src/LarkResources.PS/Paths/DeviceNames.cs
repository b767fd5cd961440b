using LarkResources.Files;
using LarkResources.Naming;

namespace LarkResources.Paths;

/// <summary>Knows the paths behind which there is no file, so that a rename never takes the place of a device.</summary>
/// <remarks>
/// What counts is what the system opens: <c>//dev/x</c>, a link into /dev and a bind mount of it are all the same place. The spelling decides only where
/// the system has no answer, for a path of Windows and where /dev is a folder like any other.
/// </remarks>
internal static class DeviceNames
{
    private static readonly string[] UnixRoots = ["/dev", "/proc", "/sys"];

    /// <summary>File systems of the kernel's own that are mounted inside those.</summary>
    private static readonly string[] UnixMounts = ["/dev/pts", "/dev/mqueue", "/dev/hugepages", "/sys/fs/cgroup"];

    public static bool IsDevice(string path) => OperatingSystem.IsWindows()
        ? path.StartsWith(@"\\.\", StringComparison.Ordinal) || WindowsDeviceNames.Contains(Path.GetFileName(path))
        : DiskEntry.Behind(path).Kind is EntryKind.Special || (!IsSharedMemory(Path.GetFullPath(path)) && (IsSpelledAsDevice(Path.GetFullPath(path)) || IsOnDeviceFileSystem(path)));

    private static bool IsSpelledAsDevice(string path) => Array.Exists(UnixRoots, root => path == root || path.StartsWith(root + '/', StringComparison.Ordinal));

    // A folder like any other, only that it is kept in memory.
    private static bool IsSharedMemory(string path) => path == "/dev/shm" || path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static bool IsOnDeviceFileSystem(string path)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (DiskEntry.Behind(folder) is { Kind: not EntryKind.Nothing } existing)
            {
                // In a container without mounts of its own they are on the disk of the root, and so is everything else.
                return existing.Device != DiskEntry.Of("/").Device
                    && UnixRoots.Concat(UnixMounts).Any(root => DiskEntry.Of(root) is { Kind: EntryKind.Folder } mount && mount.Device == existing.Device);
            }
        }

        return false;
    }
}
