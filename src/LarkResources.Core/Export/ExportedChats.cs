using LarkResources.Errors;
using LarkResources.Files;

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
            string[] folders = IsChat(path) ? [path] : [.. Directory.EnumerateDirectories(path).Where(IsChat).Order(StringComparer.Ordinal)];
            return folders.Length > 0 ? folders : throw LarkErrors.Local(
                ModuleErrors.UnreadableManifest,
                LarkErrors.Localized($"'{path}' does not hold an export: there is no {Manifest.FileName} in it or in a folder in it.", $"'{path}' 中没有导出：其中以及其下的文件夹中都没有 {Manifest.FileName}。"),
                path,
                recommendation: LarkErrors.Localized("Give the folder that was given to Export-LarkChatResource -Destination.", "请指定 Export-LarkChatResource -Destination 使用的文件夹。"));
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Unreadable(path, e);
        }
    }

    /// <summary>What counts of each resource of a chat, each with the place of its file; null where there is none.</summary>
    /// <exception cref="LarkException">UnreadableFile, or UnreadableManifest.</exception>
    public static IEnumerable<(ManifestEntry Entry, string? FullName)> ResourcesIn(string chatFolder)
    {
        var folder = new ChatFolder(chatFolder, TimeZoneInfo.Utc);
        using var manifest = Manifest.Load(folder.Manifest);
        foreach (var entry in manifest.Read())
        {
            yield return (entry, entry is { Status: ExportStatus.Saved, Path: { } relative } ? folder.Resolve(relative) : null);
        }
    }

    private static bool IsChat(string folder) => File.Exists(Path.Combine(folder, Manifest.FileName));
}
