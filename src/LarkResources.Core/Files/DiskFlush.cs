using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Files;

/// <summary>Has the system promise to keep what was written, also when the power fails.</summary>
/// <remarks>
/// The base class library flushes files, but elsewhere than on Windows it says nothing when the disk could not take them (measured on .NET 10: EIO, ENOSPC and
/// EDQUOT of fsync are no exception), which is how a bad disk or a full share on the network tells it. Folders it does not open at all.
/// </remarks>
internal static class DiskFlush
{
    private const int ReadOnlyAndClosedOnExec = 0x0010;

    /// <summary>Of a file system that does not know how to flush: EINVAL, EROFS, and ENOTSUP of Linux and of macOS.</summary>
    private static readonly int[] Unsupported = [22, 30, 95, 45, 102];

    /// <summary>The bytes, the length and the time of a file.</summary>
    /// <exception cref="IOException">The disk did not take all of it; what was written may be lost already.</exception>
    public static void File(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (Flush(file) != 0 && Marshal.GetLastPInvokeError() is var error && !Unsupported.Contains(error))
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    /// <summary>The names in a folder, as far as its file system can do that; Windows keeps them in a log of its own.</summary>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = Open(path, ReadOnlyAndClosedOnExec, 0);
        if (!folder.IsInvalid)
        {
            File(folder);
        }
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Open", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FSync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(SafeFileHandle handle);
}
