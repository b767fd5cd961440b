using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Files;

namespace LarkResources.Paths;

/// <summary>Where the user wants the bytes: a file, or a folder in which they are named.</summary>
/// <param name="Path">The full path in the file system.</param>
/// <param name="IsFolder">True when the name is still to be found.</param>
internal sealed record OutputTarget(string Path, bool IsFolder)
{
    private const long NotLookedAt = -1;

    /// <summary>The file system of the folder when it was last found to be a place for files.</summary>
    private long _device = NotLookedAt;

    /// <summary>Resolves a path as the user spelled it: drives of PowerShell, <c>~</c> and the current location count, wildcards do not.</summary>
    /// <exception cref="LarkException">NotAFileSystemPath.</exception>
    public static OutputTarget Resolve(SessionState session, string spelled)
    {
        ProviderInfo provider;
        string path;
        try
        {
            path = session.Path.GetUnresolvedProviderPathFromPSPath(spelled, out provider, out _);
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException or NotSupportedException or ArgumentException)
        {
            throw LarkErrors.Local(ModuleErrors.NotAFileSystemPath, LarkErrors.Localized($"'{spelled}' is not a path: {e.Message}", $"'{spelled}' 不是有效的路径：{e.Message}"), spelled, e);
        }

        if (provider.Name != "FileSystem")
        {
            throw LarkErrors.Local(ModuleErrors.NotAFileSystemPath, LarkErrors.Localized($"'{spelled}' is a path of the provider {provider.Name}, not of the file system.", $"'{spelled}' 属于提供程序 {provider.Name}，而不是文件系统。"), spelled);
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            // PowerShell lets it pass; the first call to the file system would not.
            throw LarkErrors.Local(ModuleErrors.NotAFileSystemPath, LarkErrors.Localized($"'{spelled.Replace('\0', '\u2400')}' is not a path: it holds a NUL character.", $"'{spelled.Replace('\0', '\u2400')}' 不是有效的路径：含有 NUL 字符。"), spelled);
        }

        if (!OperatingSystem.IsWindows() && path.StartsWith(@"\\", StringComparison.Ordinal))
        {
            // PowerShell hands it out as it is, and the system takes it for a name with backslashes in it.
            throw LarkErrors.Local(ModuleErrors.NotAFileSystemPath, LarkErrors.Localized($"'{spelled}' is not a path on this system: UNC paths need Windows.", $"'{spelled}' 在本系统上不是有效的路径：UNC 路径只能在 Windows 上使用。"), spelled);
        }

        if (!System.IO.Path.IsPathFullyQualified(path))
        {
            // A path such as FileSystem::x comes out as it was spelled.
            path = System.IO.Path.GetFullPath(path, session.Path.CurrentFileSystemLocation.ProviderPath);
        }

        if (DeviceNames.IsDevice(path))
        {
            throw NotAPlaceForFiles(spelled);
        }

        var namesFolder = spelled.EndsWith('/') || spelled.EndsWith('\\');
        return new(System.IO.Path.TrimEndingDirectorySeparator(path), namesFolder || Directory.Exists(path));
    }

    /// <summary>The same, and a folder also when it was made in the meantime.</summary>
    public OutputTarget AsOfNow() => IsFolder || !Directory.Exists(Path) ? this : this with { IsFolder = true };

    /// <summary>True for a file, or a link to one: what can stand for a download that is skipped.</summary>
    public static bool IsExistingFile(string path) => DiskEntry.Behind(path).Kind is EntryKind.File;

    /// <summary>Resolves the path of a folder that may still have to be made.</summary>
    /// <exception cref="LarkException">NotAFileSystemPath, or FileExists for a file.</exception>
    public static string ResolveFolder(SessionState session, string spelled)
    {
        var path = System.IO.Path.GetFullPath(Resolve(session, spelled).Path);
        return !File.Exists(path) ? path : throw LarkErrors.Local(
            ModuleErrors.FileExists, LarkErrors.Localized($"'{path}' is a file, not a folder.", $"'{path}' 是文件，不是文件夹。"), path,
            recommendation: LarkErrors.Localized("Give the path of a folder to -Destination.", "为 -Destination 指定文件夹的路径。"));
    }

    /// <summary>The final path for a name; makes the folder.</summary>
    /// <exception cref="LarkException">WriteFailed, or FileExists when there is a file that may not be replaced.</exception>
    public string For(string name, ExistingFile existing)
    {
        var path = IsFolder ? System.IO.Path.Combine(Path, name) : Path;
        CheckFree(path, existing);
        var folder = System.IO.Path.GetDirectoryName(path)!;
        var there = DiskEntry.Behind(folder);
        if (there.Kind is EntryKind.Folder && there.Device == Interlocked.Read(ref _device))
        {
            return path;
        }

        // Not there when the command began, or a link to somewhere else since then.
        if (DeviceNames.IsDevice(folder))
        {
            throw NotAPlaceForFiles(path);
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.FolderFailed(folder, e);
        }

        if (there.Kind is EntryKind.Folder)
        {
            // What was looked at before the check: what has come in its place since is looked at anew.
            Interlocked.Exchange(ref _device, there.Device);
        }

        return path;
    }

    /// <summary>Refuses a file target that may not be replaced before anything is asked of the server.</summary>
    public void CheckFree(ExistingFile existing) => CheckFree(Path, existing);

    private static void CheckFree(string path, ExistingFile existing)
    {
        // One question instead of four for most of many small files.
        if (DiskEntry.Of(path).Kind is EntryKind.Nothing)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            throw LarkErrors.Local(ModuleErrors.FileExists, LarkErrors.Localized($"'{path}' is a folder.", $"'{path}' 是文件夹。"), path);
        }

        if (DiskEntry.Behind(path).Kind is EntryKind.Special)
        {
            throw NotAPlaceForFiles(path);
        }

        if (existing is not ExistingFile.Replace && (File.Exists(path) || new FileInfo(path).LinkTarget is not null))
        {
            throw LarkErrors.Local(ModuleErrors.FileExists, LarkErrors.Localized($"'{path}' already exists.", $"'{path}' 已存在。"), path);
        }
    }

    private static LarkException NotAPlaceForFiles(string path) => LarkErrors.Local(
        ModuleErrors.NotAFileSystemPath,
        LarkErrors.Localized($"'{path}' is a device, a pipe or a socket, or is in a folder of devices, so no file can be saved there.", $"'{path}' 是设备、管道或套接字，或位于设备目录中，不能存放文件。"),
        path);
}
