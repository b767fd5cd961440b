using System.Runtime.ExceptionServices;
using LarkResources.Errors;
using LarkResources.Files;

namespace LarkResources.Export.Gallery;

/// <summary>A folder of an export: a chat and what its manifest says.</summary>
/// <param name="Folder">The name of the folder, beside the page.</param>
/// <param name="Id">The id of the chat.</param>
/// <param name="Name">What people call the chat.</param>
/// <param name="Entries">What counts of each resource.</param>
internal sealed record GalleryChat(string Folder, string Id, string Name, IReadOnlyList<ManifestEntry> Entries)
{
    private const string IdStart = " (oc_";

    /// <summary>Every chat of an export whose manifest can be read, always in the same order.</summary>
    /// <param name="exportFolder">The folder of the export.</param>
    /// <param name="warn">Told of the others.</param>
    /// <param name="cancellationToken">Stops between two chats.</param>
    /// <exception cref="LarkException">UnreadableManifest or WriteFailed when there are chats, and none can be read.</exception>
    public static IReadOnlyList<GalleryChat> ReadAll(string exportFolder, Action<string> warn, CancellationToken cancellationToken)
    {
        var chats = new List<GalleryChat>();
        var unreadable = new List<(string Folder, LarkException Failure)>();
        foreach (var folder in Directory.EnumerateDirectories(exportFolder).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var manifest = Path.Combine(folder, Manifest.FileName);
            if (DiskEntry.Of(manifest).Kind is EntryKind.Nothing)
            {
                continue;
            }

            var name = Path.GetFileName(folder);
            try
            {
                using var content = Manifest.Load(manifest);
                chats.Add(Of(name, content.Entries));
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
                $"The page does not show the folder '{name}': {failure.Message} {failure.Recommendation}",
                $"页面未包含文件夹 '{name}'：{failure.Message} {failure.Recommendation}"));
        }

        return chats;
    }

    private static GalleryChat Of(string folder, IReadOnlyList<ManifestEntry> entries)
    {
        var start = folder.EndsWith(')') ? folder.LastIndexOf(IdStart, StringComparison.Ordinal) : -1;
        return start > 0
            ? new(folder, folder[(start + 2)..^1], folder[..start], entries)
            : new(folder, entries.FirstOrDefault(entry => entry.ChatId is not null)?.ChatId ?? folder, folder, entries);
    }
}
