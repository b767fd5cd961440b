using LarkResources.Errors;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Files;

/// <summary>Opens files under names that anyone who may write in the folder can have planted: regular files, and nothing else.</summary>
/// <remarks>A link would lead bytes somewhere else, and a pipe would block the thread that opens it, where not even Ctrl+C ends it.</remarks>
internal static class PlainFile
{
    /// <exception cref="NotPlainFileException">It is a link, a pipe, a socket or a device.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenHandle(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None, long room = 0)
    {
        if (mode is FileMode.CreateNew)
        {
            // The system itself makes a new file or none.
            return File.OpenHandle(path, mode, access, share, options, room);
        }

        Refuse(path);
        var handle = File.OpenHandle(path, mode, access, share, options, room);
        return Checked(path, handle, handle);
    }

    /// <summary>The same as a stream. It has no buffer: a write is one write.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var handle = OpenHandle(path, mode, access, share);
        try
        {
            return new(handle, access, bufferSize: 0);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The same for a file that may not exist yet and gets permissions of its own.</summary>
    public static FileStream Open(string path, FileStreamOptions options)
    {
        Refuse(path);
        var file = new FileStream(path, options);
        return Checked(path, file, file.SafeFileHandle);
    }

    /// <summary>All of a file; no more than that, however it grows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">In bytes: a longer one is of another origin.</param>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static byte[] ReadAllBytes(string path, int most)
    {
        using var file = OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var there = RandomAccess.GetLength(file);
        if (there > most)
        {
            throw new InvalidDataException($"'{path}' has {there} bytes, and {most} are the most.");
        }

        var bytes = new byte[there];
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var got)
        {
            length += got;
        }

        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>Refuses what is there and is not a regular file.</summary>
    /// <exception cref="NotPlainFileException">It is a link, a pipe, a socket or a device.</exception>
    public static void Refuse(string path)
    {
        if (DiskEntry.Of(path).Kind is (EntryKind.Link or EntryKind.Special) and var kind)
        {
            throw new NotPlainFileException(path, kind);
        }
    }

    /// <summary>Refuses a folder through which files would land elsewhere.</summary>
    /// <exception cref="NotPlainFileException">It is a link.</exception>
    public static void RefuseLinkedFolder(string path)
    {
        if (DiskEntry.Of(path).Kind is EntryKind.Link)
        {
            throw new NotPlainFileException(path, EntryKind.Link);
        }
    }

    /// <summary>Between looking and opening, another program may have put something else there.</summary>
    private static T Checked<T>(string path, T opened, SafeFileHandle handle)
        where T : IDisposable
    {
        try
        {
            var kind = DiskEntry.Of(handle).Kind;
            return kind is EntryKind.File && DiskEntry.Of(path).Kind is not EntryKind.Link
                ? opened
                : throw new NotPlainFileException(path, kind is EntryKind.File ? EntryKind.Link : kind);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}

/// <summary>Something else than a regular file has the name of one.</summary>
internal sealed class NotPlainFileException(string path, EntryKind kind) : IOException(Describe(path, kind))
{
    /// <summary>What to do.</summary>
    public static string Advice => LarkErrors.Localized("Remove it or move it away, or choose another place, and run the command again.", "请删除或移走它，或改用其他位置，然后重新运行命令。");

    /// <summary>The sentence about it, which names it.</summary>
    public static string Describe(string path, EntryKind kind) => kind switch
    {
        EntryKind.Link => LarkErrors.Localized($"'{path}' is a link, and nothing is written or read through links there.", $"'{path}' 是链接；该处不会通过链接读写。"),
        EntryKind.Folder => LarkErrors.Localized($"'{path}' is a folder, and a file of that name is needed there.", $"'{path}' 是文件夹，而该处需要同名的文件。"),
        _ => LarkErrors.Localized($"'{path}' is not a regular file but a pipe, a socket or a device.", $"'{path}' 不是普通文件，而是管道、套接字或设备。"),
    };
}
