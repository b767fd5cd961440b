using LarkResources.Errors;

namespace LarkResources.Files;

/// <summary>Whether a disk can hold what a server declares.</summary>
/// <remarks>
/// Most systems refuse the reservation itself. Where the file system knows none, the bytes would come until the disk is full, for everybody else on it too.
/// </remarks>
internal static class DiskSpace
{
    /// <param name="part">The file that is to be made; what lies there is replaced, and its room is free then.</param>
    /// <param name="length">How long it will be.</param>
    /// <exception cref="IOException">There is not so much room.</exception>
    public static void Check(string part, long length)
    {
        if (length == 0 || Of(Path.GetDirectoryName(part)!) is not { } free)
        {
            return;
        }

        var old = new FileInfo(part);
        if (free + (old.Exists ? old.Length : 0) < length)
        {
            throw new IOException(LarkErrors.Localized($"it has {length} bytes, and {free} are free on its disk.", $"文件大小为 {length} 字节，而磁盘只有 {free} 字节可用。"));
        }
    }

    private static long? Of(string folder)
    {
        // A folder of Windows may be another disk than its letter says, and there the system refuses by itself.
        try
        {
            if (OperatingSystem.IsWindows())
            {
                return null;
            }

            // A file system in user space that does not tell its size tells no free room either.
            var drive = new DriveInfo(folder);
            return drive.TotalSize > 0 ? drive.AvailableFreeSpace : null;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            return null;
        }
    }
}
