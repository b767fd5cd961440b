using Microsoft.Win32.SafeHandles;

namespace LarkResources.Files;

/// <summary>Opens a part file exclusively: two downloads to one target must not write into each other.</summary>
internal static class PartLock
{
    // Windows renames an open file only if it is shared for deletion; elsewhere only None takes the exclusive lock.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>EEXIST of Linux and macOS.</summary>
    private const int FileExistsError = 17;

    /// <summary>True when the file is locked, or came into being between looking and making.</summary>
    public static bool IsHeldByAnother(IOException e) => e.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070050) or 11 or FileExistsError or 35;

    /// <summary>A file of its own, never another program's emptied file.</summary>
    /// <remarks>
    /// Elsewhere than on Windows the lock comes after the opening. A file opened here may have been given its final name by its
    /// owner in between: emptying it would destroy a finished download, whereas removing a name that is gone does nothing.
    /// </remarks>
    /// <param name="path">The part file.</param>
    /// <param name="room">How many bytes to reserve.</param>
    /// <param name="check">Gets the file that is there already, or null, and throws when it has to stay; called while the lock is held.</param>
    public static SafeFileHandle CreateFresh(string path, long room, Action<SafeFileHandle?> check)
    {
        SafeFileHandle fresh;
        try
        {
            fresh = CreateNew(path, room);
        }
        catch (IOException) when (File.Exists(path))
        {
            try
            {
                return Replace(path, room, check);
            }
            catch (FileNotFoundException e)
            {
                // Its owner has just finished with it.
                throw TakenOver(path, e);
            }
        }

        try
        {
            check(null);
            return fresh;
        }
        catch
        {
            File.Delete(path);
            fresh.Dispose();
            throw;
        }
    }

    /// <summary>False when the path leads to another file than the open one.</summary>
    /// <remarks>Windows keeps the name of an open file from being given to another.</remarks>
    public static bool StillNames(string path, SafeFileHandle handle) => OperatingSystem.IsWindows() || DiskEntry.Of(path) == DiskEntry.Of(handle);

    public static SafeFileHandle OpenOrCreate(string path) => Open(path, FileMode.OpenOrCreate, 0);

    public static SafeFileHandle OpenExisting(string path) => Open(path, FileMode.Open, 0);

    private static SafeFileHandle Replace(string path, long room, Action<SafeFileHandle?> check)
    {
        using (var old = OpenExisting(path))
        {
            var isThere = StillNames(path, old);
            if (isThere)
            {
                check(old);
            }

            if (!OperatingSystem.IsWindows())
            {
                if (isThere)
                {
                    File.Delete(path);
                }

                return CreateNew(path, room);
            }
        }

        return Open(path, FileMode.Create, room);
    }

    private static SafeFileHandle CreateNew(string path, long room)
    {
        var handle = Open(path, FileMode.CreateNew, room);
        if (!StillNames(path, handle))
        {
            // Another download took it for a leftover before it was locked here, and has put its own in its place.
            handle.Dispose();
            throw TakenOver(path, null);
        }

        return handle;
    }

    private static IOException TakenOver(string path, Exception? e) => new($"'{path}' belongs to another download.", e) { HResult = FileExistsError };

    private static SafeFileHandle Open(string path, FileMode mode, long room) =>
        PlainFile.OpenHandle(path, mode, FileAccess.ReadWrite, Share, room: room);
}
