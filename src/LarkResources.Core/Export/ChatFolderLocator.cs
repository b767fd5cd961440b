using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Naming;

namespace LarkResources.Export;

/// <summary>The folder of a whole export, in which every chat has its own.</summary>
/// <param name="path">The full path of the folder.</param>
internal sealed class ChatFolderLocator(string path)
{
    private readonly Dictionary<string, string> _byChat = new(StringComparer.Ordinal);

    /// <summary>Folders that have not said yet of which chat they are; null before anybody has looked.</summary>
    private List<string>? _unread;

    /// <summary>The folder that an earlier run made for the chat, or null. A chat that was renamed since keeps it, and so does one whose folder was.</summary>
    /// <exception cref="LarkException">UnreadableFile when something that cannot be read this time might be it.</exception>
    /// <param name="chatId">The chat.</param>
    /// <param name="several">Told of the folders that are of the chat by their names, where there are several, such as a copy that a person made. The first is taken.</param>
    public string? Find(string chatId, Action<string[]>? several = null)
    {
        var folders = Folders();
        var named = Array.FindAll(folders, folder => PortableFileName.IsFolderOf(Path.GetFileName(folder), chatId));
        if (named.Length > 1)
        {
            several?.Invoke(named);
        }

        return named is [var first, ..] ? first : Renamed(folders, chatId);
    }

    /// <summary>The folder that a chat gets that has none.</summary>
    public string New(string? chatName, string chatId) => Path.Combine(path, PortableFileName.Folder(chatName, chatId));

    /// <summary>The first of the folders that says it is of the chat. What comes in the course of a run has the id of its chat in its name.</summary>
    private string? Renamed(string[] folders, string chatId)
    {
        LarkException? failure = null;
        var unread = new List<string>();
        foreach (var folder in _unread ?? [.. folders])
        {
            try
            {
                if (ExportCheckpoint.ChatIdIn(folder) is { } owner)
                {
                    _byChat.TryAdd(owner, folder);
                }
            }
            catch (LarkException) when (IsClosed(folder))
            {
                // Such as lost+found: nothing could be exported into it.
            }
            catch (LarkException e)
            {
                failure ??= e;
                unread.Add(folder);
            }
        }

        _unread = unread;
        return _byChat.GetValueOrDefault(chatId) ?? (failure is null ? null : throw failure);
    }

    /// <summary>True for a folder that this account may not enter.</summary>
    private static bool IsClosed(string folder)
    {
        try
        {
            _ = Directory.GetFileSystemEntries(folder);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            return false;
        }
    }

    private string[] Folders()
    {
        try
        {
            return Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Unreadable(path, e);
        }
    }
}
