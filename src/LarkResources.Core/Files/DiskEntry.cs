using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Files;

/// <summary>What the system says an entry of a folder is, without opening it, and which one it is.</summary>
/// <remarks>
/// The base class library tells links and folders from the rest, but not a file from a pipe: its attributes, permissions and length are those of
/// an empty file, and to open it waits for a writer. It does know the difference inside, through the function that is called here.
/// </remarks>
/// <param name="Kind">What it is.</param>
/// <param name="Device">The file system it is on; 0 on Windows.</param>
/// <param name="Number">Its number there; 0 on Windows.</param>
internal readonly record struct DiskEntry(EntryKind Kind, long Device, long Number)
{
    private const int KindMask = 0xF000;
    private const int FolderKind = 0x4000;
    private const int FileKind = 0x8000;
    private const int LinkKind = 0xA000;

    /// <summary>True where the system is asked itself, false where its answer is had from attributes.</summary>
    public static readonly bool IsToldBySystem = !OperatingSystem.IsWindows() && IsAnswerUnderstood();

    /// <summary>The entry itself: of a link the link.</summary>
    public static DiskEntry Of(string path) => Ask(path, followsLinks: false);

    /// <summary>What opening the path would lead to.</summary>
    public static DiskEntry Behind(string path) => Ask(path, followsLinks: true);

    /// <summary>True for a name under which there is anything.</summary>
    /// <exception cref="IOException">It cannot be asked, as in a folder that is closed; or another exception of <see cref="FileFault"/>.</exception>
    public static bool IsThere(string path) => Of(path).Kind is not EntryKind.Nothing || new FileInfo(path).Attributes != (FileAttributes)(-1);

    /// <summary>What was opened.</summary>
    public static DiskEntry Of(SafeFileHandle handle) =>
        !IsToldBySystem ? new(EntryKind.File, 0, 0) : OfHandle(handle, out var status) == 0 ? From(status) : default;

    /// <summary>The length of a regular file, in one call; null for anything else, and for what cannot be asked about.</summary>
    /// <param name="path">In UTF-8, with a zero at its end. Only where <see cref="IsToldBySystem"/>.</param>
    public static long? LengthOfFile(ReadOnlySpan<byte> path) =>
        OfEntry(in MemoryMarshal.GetReference(path), out var status) == 0 && From(status).Kind is EntryKind.File ? status.Length : null;

    private static DiskEntry Ask(string path, bool followsLinks) => !IsToldBySystem
        ? new(FromAttributes(path, followsLinks), 0, 0)
        : (followsLinks ? OfTarget(path, out var status) : OfEntry(path, out status)) == 0 ? From(status) : default;

    private static DiskEntry From(in Status status) => new(
        (status.Mode & KindMask) switch
        {
            FileKind => EntryKind.File,
            FolderKind => EntryKind.Folder,
            LinkKind => EntryKind.Link,
            _ => EntryKind.Special,
        },
        status.Device,
        status.Number);

    private static EntryKind FromAttributes(string path, bool followsLinks)
    {
        try
        {
            var file = new FileInfo(path);
            var attributes = file.Attributes;
            return attributes == (FileAttributes)(-1) ? EntryKind.Nothing
                : !followsLinks && attributes.HasFlag(FileAttributes.ReparsePoint) && file.LinkTarget is not null ? EntryKind.Link
                : attributes.HasFlag(FileAttributes.Directory) ? EntryKind.Folder
                : attributes.HasFlag(FileAttributes.Device) ? EntryKind.Special
                : EntryKind.File;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            return EntryKind.Nothing;
        }
    }

    /// <summary>False on a runtime whose answer has another form: then links are still told from files, and pipes are not.</summary>
    private static bool IsAnswerUnderstood()
    {
        try
        {
            return OfEntry("/", out var root) == 0 && From(root).Kind is EntryKind.Folder;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OfEntry([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out Status status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OfEntry(in byte path, out Status status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OfTarget([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out Status status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FStat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OfHandle(SafeFileHandle handle, out Status status);

    /// <summary>The runtime's own form of the answer, the same on every Unix; with room for fields to come.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(4)]
        public int Mode;

        [FieldOffset(16)]
        public long Length;

        [FieldOffset(88)]
        public long Device;

        [FieldOffset(104)]
        public long Number;
    }
}
