using LarkResources.Naming;

namespace LarkResources.Paths;

/// <summary>Knows the paths behind which there is no file, so that a rename never takes the place of a device.</summary>
internal static class DeviceNames
{
    private static readonly string[] UnixRoots = ["/dev/", "/proc/", "/sys/"];

    public static bool IsDevice(string path) => OperatingSystem.IsWindows()
        ? path.StartsWith(@"\\.\", StringComparison.Ordinal) || WindowsDeviceNames.Contains(Path.GetFileName(path))
        : UnixRoots.Any(root => path.StartsWith(root, StringComparison.Ordinal)) && !IsSharedMemory(path);

    // A folder like any other, only that it is kept in memory.
    private static bool IsSharedMemory(string path) => path == "/dev/shm" || path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
