using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Naming;

namespace LarkResources.Export;

/// <summary>The chats of an export on the disk, read without a network.</summary>
internal static class ExportedChats
{
    /// <summary>The folders of chats, in the order of their names: those in a folder of an export, or the folder itself where it is one.</summary>
    /// <exception cref="LarkException">UnreadableFile for a folder that cannot be listed, UnreadableManifest for one that holds no export.</exception>
    public static IReadOnlyList<string> FoldersIn(string path)
    {
        try
        {
            string[] folders = DiskEntry.IsThere(Path.Combine(path, Manifest.FileName)) ? [path] : [.. FoldersWith(path, Manifest.FileName)];
            return folders.Length > 0 ? folders : throw LarkErrors.Local(
                ModuleErrors.UnreadableManifest,
                LarkErrors.Localized($"'{path}' does not hold an export: there is no {Manifest.FileName} in it or in a folder in it.", $"'{path}' 不是导出文件夹：该文件夹及其子文件夹中都没有 {Manifest.FileName}。"),
                path,
                recommendation: LarkErrors.Localized("Give the folder that was given to Export-LarkChatResource -Destination.", "请指定 Export-LarkChatResource -Destination 使用的文件夹。"));
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Unreadable(path, e);
        }
    }

    /// <summary>The folders in that of an export in which one of these files is, in the order of their names. One of the form of a chat's folder that does not say counts: to read it says why.</summary>
    public static IEnumerable<string> FoldersWith(string exportFolder, params string[] files) =>
        Directory.EnumerateDirectories(exportFolder).Where(folder => MayHold(folder, files)).Order(StringComparer.Ordinal);

    /// <summary>Refuses a chat of an export whose folder is a link.</summary>
    /// <exception cref="LarkException">UnreadableFile.</exception>
    public static void RefuseLink(string chatFolder)
    {
        try
        {
            PlainFile.RefuseLinkedFolder(chatFolder);
        }
        catch (NotPlainFileException e)
        {
            throw LarkErrors.Unreadable(chatFolder, e);
        }
    }

    /// <summary>What counts of each resource of a chat, each with the place of its file; null where there is none.</summary>
    /// <param name="path">What the user named, which may be a link.</param>
    /// <param name="chatFolder">The folder of the chat: that itself, or one in it.</param>
    /// <param name="unreadable">Told in the end how many lines cannot be understood, where there are any.</param>
    /// <param name="cancellationToken">Stops the reading of the manifest.</param>
    /// <exception cref="LarkException">UnreadableFile, or UnreadableManifest.</exception>
    public static IEnumerable<(ManifestEntry Entry, string? FullName)> ResourcesIn(string path, string chatFolder, Action<int>? unreadable = null, CancellationToken cancellationToken = default)
    {
        if (chatFolder != path)
        {
            RefuseLink(chatFolder);
        }

        var files = new ExportedFiles(chatFolder);
        using var manifest = Manifest.Load(Path.Combine(chatFolder, Manifest.FileName), cancellationToken: cancellationToken);
        foreach (var entry in manifest.Read())
        {
            yield return (entry, entry is { Status: ExportStatus.Saved, Path: { } relative } ? files.FullNameOf(relative) : null);
        }

        if (manifest.Unreadable > 0)
        {
            unreadable?.Invoke(manifest.Unreadable);
        }
    }

    private static bool MayHold(string folder, string[] files)
    {
        try
        {
            return files.Any(file => DiskEntry.IsThere(Path.Combine(folder, file)));
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // Such as lost+found in the root of a disk, which no export has made.
            return PortableFileName.HasFormOfFolder(Path.GetFileName(folder));
        }
    }
}
