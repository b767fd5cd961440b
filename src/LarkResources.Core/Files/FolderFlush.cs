using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Files;

/// <summary>Has the system promise to keep the names in a folder: a flushed file that has just got the name of another may have lost it after a power cut.</summary>
/// <remarks>The base class library opens no folder. Windows keeps names in a log of its own, and gives no right to flush a folder to an ordinary account.</remarks>
internal static class FolderFlush
{
    private const int ReadOnlyAndClosedOnExec = 0x0010;

    /// <summary>As far as it can be done: some file systems flush no folders.</summary>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            using var handle = Open(folder, ReadOnlyAndClosedOnExec, 0);
            if (!handle.IsInvalid)
            {
                _ = Flush(handle);
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A runtime of another form: the name is there, and the system has promised nothing.
        }
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Open", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FSync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(SafeFileHandle handle);
}
