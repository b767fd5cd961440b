namespace LarkResources;

/// <summary>A folder of an export: a chat and what its manifest says.</summary>
/// <param name="Folder">The name of the folder, beside the page.</param>
/// <param name="Id">The id of the chat.</param>
/// <param name="Name">What people call the chat.</param>
/// <param name="Entries">What counts of each resource.</param>
internal sealed record GalleryChat(string Folder, string Id, string Name, IReadOnlyList<ManifestEntry> Entries)
{
    private const string IdStart = " (oc_";

    /// <summary>Every chat of an export, always in the same order.</summary>
    public static IReadOnlyList<GalleryChat> ReadAll(string exportFolder, CancellationToken cancellationToken)
    {
        var chats = new List<GalleryChat>();
        foreach (var folder in Directory.EnumerateDirectories(exportFolder).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var manifest = Path.Combine(folder, Manifest.FileName);
            if (File.Exists(manifest))
            {
                using var content = Manifest.Load(manifest);
                chats.Add(Of(Path.GetFileName(folder), content.Entries));
            }
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
