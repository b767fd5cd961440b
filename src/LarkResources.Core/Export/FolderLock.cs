using LarkResources.Errors;
using LarkResources.Files;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Export;

/// <summary>Keeps every other export out of the folder of a chat, also one of another process; a kill releases it.</summary>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = Manifest.FileName + ".lock";
    private const int Attempts = 10;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    private FolderLock(string path, SafeFileHandle handle)
    {
        _path = path;
        _handle = handle;
    }

    /// <param name="folder">The folder.</param>
    /// <param name="name">The name of the lock, by which what it protects is told from the rest of the folder.</param>
    /// <exception cref="LarkException">ResourceBusy, or WriteFailed; FileExists for a file of another origin, which stays.</exception>
    public static FolderLock Take(string folder, string name = FileName)
    {
        var path = Path.Combine(folder, name);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var handle = Open(path);

                // Opened before, and locked after, its last owner took the name away: then it locks out no other run.
                if (PartLock.StillNames(path, handle))
                {
                    RefuseForeign(path, handle);
                    return new(path, handle);
                }

                handle.Dispose();
            }
        }
        catch (IOException e) when (PartLock.IsHeldByAnother(e))
        {
            throw Busy(folder, e);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(path, e, folder);
        }

        throw Busy(folder, null);
    }

    /// <summary>False when the folder, or the lock in it, was moved away: what has its name now is not what is locked.</summary>
    public bool IsInPlace => PartLock.StillNames(_path, _handle);

    public void Dispose()
    {
        try
        {
            // While it is held: afterwards the name may belong to another process.
            if (IsInPlace && RandomAccess.GetLength(_handle) == 0)
            {
                File.Delete(_path);
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // An empty promise that stays behind; the next export takes it over.
        }

        _handle.Dispose();
    }

    /// <summary>Opens and locks it, also one that a run of another account has left behind: to lock it, to read it is enough.</summary>
    private static SafeFileHandle Open(string path)
    {
        try
        {
            return PartLock.OpenOrCreate(path);
        }
        catch (UnauthorizedAccessException) when (File.Exists(path))
        {
            return PlainFile.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
    }

    /// <summary>A lock is empty, and is taken away in the end: what a person has written in it would be lost.</summary>
    private static void RefuseForeign(string path, SafeFileHandle handle)
    {
        if (RandomAccess.GetLength(handle) > 0)
        {
            handle.Dispose();
            throw LarkErrors.ForeignFile(LarkErrors.Localized($"'{path}' is not a lock of this module and is left as it is.", $"'{path}' 不是本模块的锁文件，已保持原样。"), path);
        }
    }

    private static LarkException Busy(string folder, Exception? e) =>
        LarkErrors.Local(ModuleErrors.ResourceBusy, LarkErrors.Localized($"Another export is writing to '{folder}'.", $"另一个导出正在写入 '{folder}'。"), folder, e);
}
