namespace LarkResources.Files;

/// <summary>Writes a file beside its target and puts it in place with one rename: at every moment the target is the old file or the new one, and whole.</summary>
internal static class AtomicFile
{
    private const int Attempts = 20;
    private const int PauseMilliseconds = 50;

    /// <summary>What is kept of the permissions of an old file: a page is not a program, whatever stood in its place.</summary>
    private const UnixFileMode ReadAndWrite =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>After this time no write is still on its way: what has such a name was left by a kill.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Replaces a file. Its content is on the disk before the rename.</summary>
    /// <param name="path">The target.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="mode">The permissions of the new file, where the system has them; null for those of the old one as far as the umask allows, or the usual ones.</param>
    /// <exception cref="IOException">It could not be written; the old file is still there.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        using var file = Reserve(path, 0, mode);
        file.Commit(content);
    }

    /// <summary>Makes the file beside the target, with its room on the disk, before what it is for is known: what cannot be written shows now.</summary>
    /// <param name="path">The target.</param>
    /// <param name="room">How many bytes to keep free for it.</param>
    /// <param name="mode">As for <see cref="Write"/>.</param>
    /// <exception cref="IOException">There is no room, or no new file can be made there.</exception>
    public static ReservedFile Reserve(string path, int room, UnixFileMode? mode = null)
    {
        FreshName.RemoveStale(path, DateTime.UtcNow - Longest);
        var temporary = FreshName.For(path);
        return new(path, temporary, Create(temporary, mode: mode ?? ModeOf(path)), room);
    }

    /// <summary>The same for content that is made while it is written.</summary>
    /// <param name="path">The target.</param>
    /// <param name="temporary">The file beside it; a failure removes it.</param>
    /// <param name="write">Writes the content.</param>
    public static async Task WriteAsync(string path, string temporary, Func<Stream, Task> write)
    {
        using var file = new ReservedFile(path, temporary, Create(temporary, bufferSize: 1 << 16, ModeOf(path)), 0);
        await file.CommitAsync(write).ConfigureAwait(false);
    }

    /// <summary>Makes the file beside the target. Always a new one: a link or a file that has the name must not be written through.</summary>
    public static FileStream Create(string temporary, int bufferSize = 0, UnixFileMode? mode = null)
    {
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows() && mode is not null)
        {
            options.UnixCreateMode = mode;
        }

        return new(temporary, options);
    }

    /// <summary>Null where there is no file, and where files have no such mode.</summary>
    private static UnixFileMode? ModeOf(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        try
        {
            return (File.GetUnixFileMode(path) & ReadAndWrite) | UnixFileMode.UserWrite;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            return null;
        }
    }

    /// <summary>Puts it in place. Windows refuses that while the old file is being read, so there it is tried again for a second.</summary>
    public static void Replace(string temporary, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(temporary, path, overwrite: true);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && OperatingSystem.IsWindows() && attempt < Attempts)
            {
                Thread.Sleep(PauseMilliseconds);
            }
        }
    }
}
