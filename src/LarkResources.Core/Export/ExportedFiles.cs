using LarkResources.Files;

namespace LarkResources.Export;

/// <summary>The files that the manifest of a chat names, where no link stands on the way to them: what that leads to is another file.</summary>
/// <param name="chatFolder">The folder of the chat.</param>
internal sealed class ExportedFiles(string chatFolder)
{
    private readonly ChatFolder _folder = new(chatFolder, TimeZoneInfo.Utc);
    private readonly Dictionary<string, bool> _linked = new(StringComparer.Ordinal);

    /// <summary>The full path of a file; null for a path that no export writes, and for what is a link or is reached through one.</summary>
    public string? FullNameOf(string relative) =>
        _folder.Resolve(relative) is { } full && !IsBehindLink(relative) && DiskEntry.Of(full).Kind is not EntryKind.Link ? full : null;

    /// <summary>True where a folder on the way is a link. Each folder is looked at once.</summary>
    public bool IsBehindLink(string relative)
    {
        var end = relative.LastIndexOf('/');
        if (end <= 0 || !ChatFolder.IsPathOfExport(relative))
        {
            return false;
        }

        var directory = relative[..end];
        if (!_linked.TryGetValue(directory, out var isLinked))
        {
            isLinked = DiskEntry.Of(Path.Combine(_folder.Path, directory)).Kind is EntryKind.Link || IsBehindLink(directory);
            _linked.Add(directory, isLinked);
        }

        return isLinked;
    }
}
