namespace LarkResources;

/// <summary>The folder of a whole export, in which every chat has its own.</summary>
/// <param name="path">The full path of the folder.</param>
internal sealed class ExportFolder(string path)
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> _byChat = new(() => ReadIndex(path));

    /// <summary>The folder that an earlier run made for the chat, or null. A chat that was renamed since keeps it, and so does one whose folder was.</summary>
    public string? Find(string chatId) =>
        Folders(path).FirstOrDefault(folder => PortableFileName.IsFolderOf(Path.GetFileName(folder), chatId)) ?? _byChat.Value.GetValueOrDefault(chatId);

    /// <summary>The folder that a chat gets that has none.</summary>
    public string New(string? chatName, string chatId) => Path.Combine(path, PortableFileName.Folder(chatName, chatId));

    /// <summary>Which chat each folder says it is of. What comes in the course of a run has the id of its chat in its name.</summary>
    private static Dictionary<string, string> ReadIndex(string path)
    {
        var byChat = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in Folders(path))
        {
            if (ExportState.ChatIdIn(folder) is { } chatId)
            {
                byChat.TryAdd(chatId, folder);
            }
        }

        return byChat;
    }

    private static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal) : [];
}
