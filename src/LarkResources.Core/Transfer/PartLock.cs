using Microsoft.Win32.SafeHandles;

namespace LarkResources;

/// <summary>Opens a part file so that nobody else can: two downloads to one target must not write into each other.</summary>
internal static class PartLock
{
    // Windows renames an open file only if it is shared for deletion; elsewhere only None takes the exclusive lock.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    public static bool IsHeldByAnother(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;

    /// <summary>A file of its own, never the emptied one of somebody else.</summary>
    /// <remarks>
    /// Elsewhere than on Windows the lock comes after the opening. A file opened here may have been given its final name by its
    /// owner in between: emptying it would destroy a finished download, whereas removing a name that is gone does nothing.
    /// </remarks>
    public static SafeFileHandle CreateFresh(string path, long room)
    {
        if (OperatingSystem.IsWindows())
        {
            return Open(path, FileMode.Create, room);
        }

        try
        {
            return Open(path, FileMode.CreateNew, room);
        }
        catch (IOException) when (File.Exists(path))
        {
            using var old = OpenExisting(path);
            File.Delete(path);
            return Open(path, FileMode.CreateNew, room);
        }
    }

    public static SafeFileHandle OpenExisting(string path) => Open(path, FileMode.Open, 0);

    private static SafeFileHandle Open(string path, FileMode mode, long room) =>
        File.OpenHandle(path, mode, FileAccess.ReadWrite, Share, FileOptions.Asynchronous, room);
}
