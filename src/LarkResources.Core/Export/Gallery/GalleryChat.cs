using System.Runtime.ExceptionServices;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Export.Gallery;

/// <summary>A folder of an export: a chat and what its manifest says.</summary>
/// <param name="Folder">The name of the folder, beside the page.</param>
/// <param name="Id">The id of the chat.</param>
/// <param name="Name">What people call the chat.</param>
/// <param name="Entries">What counts of each resource.</param>
internal sealed record GalleryChat(string Folder, string Id, string Name, IReadOnlyList<ManifestEntry> Entries)
{
    /// <summary>What was said, where the export has it.</summary>
    public GalleryMessageFile? Messages { get; init; }

    private const string IdStart = " (oc_";

    /// <summary>Every chat of an export whose manifest can be read, always in the same order.</summary>
    /// <param name="exportFolder">The folder of the export.</param>
    /// <param name="senders">Meets everyone who has sent a message.</param>
    /// <param name="warn">Told of the others.</param>
    /// <param name="cancellationToken">Stops between two chats.</param>
    /// <exception cref="LarkException">UnreadableManifest or WriteFailed when there are chats, and none can be read.</exception>
    public static IReadOnlyList<GalleryChat> ReadAll(string exportFolder, GallerySenders senders, Action<string> warn, CancellationToken cancellationToken)
    {
        var chats = new List<GalleryChat>();
        var unreadable = new List<(string Folder, LarkException Failure)>();
        foreach (var folder in ExportedChats.FoldersWith(exportFolder, Manifest.FileName, MessageArchive.FileName))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetFileName(folder);
            try
            {
                ExportedChats.RefuseLink(folder);
                using var content = Manifest.Load(Path.Combine(folder, Manifest.FileName), cancellationToken: cancellationToken);
                chats.Add(Of(name, EntriesOf(folder, content)) with { Messages = MessagesOf(folder, name, senders, warn) });
            }
            catch (LarkException e)
            {
                unreadable.Add((name, e));
            }
        }

        if (chats.Count == 0 && unreadable.Count > 0)
        {
            // A page without anything would take the place of one that shows something.
            ExceptionDispatchInfo.Throw(unreadable[0].Failure);
        }

        foreach (var (name, failure) in unreadable)
        {
            warn(LarkErrors.Localized(
                $"The page does not show the folder '{name}': {UiText.Sentences(failure.Message, failure.Recommendation)}",
                $"页面未包含文件夹 '{name}'：{UiText.Sentences(failure.Message, failure.Recommendation)}"));
        }

        return chats;
    }

    /// <summary>What counts of each resource; a file behind a link is not linked.</summary>
    private static IReadOnlyList<ManifestEntry> EntriesOf(string folder, Manifest content)
    {
        var files = new ExportedFiles(folder);
        return [.. content.Read().Select(entry => entry.Path is { } path && files.IsBehindLink(path) ? entry with { Path = null } : entry)];
    }

    /// <summary>The files of a chat are shown also when its messages cannot be read.</summary>
    private static GalleryMessageFile? MessagesOf(string folder, string name, GallerySenders senders, Action<string> warn)
    {
        try
        {
            return GalleryMessageFile.Open(folder, message => Meet(message, senders));
        }
        catch (LarkException e)
        {
            warn(LarkErrors.Localized(
                $"The page does not show the messages of the folder '{name}': {UiText.Sentences(e.Message, e.Recommendation)}",
                $"页面未包含文件夹 '{name}' 中的消息：{UiText.Sentences(e.Message, e.Recommendation)}"));
            return null;
        }
    }

    private static void Meet(GalleryMessage message, GallerySenders senders)
    {
        senders.PlaceOf(message.SenderId, message.SenderName, message.SentAt);
        foreach (var inner in message.Forwarded)
        {
            Meet(inner, senders);
        }
    }

    private static GalleryChat Of(string folder, IReadOnlyList<ManifestEntry> entries)
    {
        var start = folder.EndsWith(')') ? folder.LastIndexOf(IdStart, StringComparison.Ordinal) : -1;
        return start > 0
            ? new(folder, folder[(start + 2)..^1], folder[..start], entries)
            : new(folder, entries.FirstOrDefault(entry => entry.ChatId is not null)?.ChatId ?? folder, folder, entries);
    }
}
