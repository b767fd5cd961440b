using LarkResources.Files;
using LarkResources.Models;
using LarkResources.Naming;
using LarkResources.Transfer;

namespace LarkResources.Export;

/// <summary>What kills have left of downloads that no run resumes any more: they were refused since, or got another name.</summary>
internal static class StaleParts
{
    private static readonly EnumerationOptions WithoutLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Takes them away; called when everything else is done.</summary>
    public static void Remove(ChatFolder folder, Manifest manifest)
    {
        var settled = new Lazy<(long Time, int Place)[]>(() => Settled(manifest));
        try
        {
            foreach (var day in new DirectoryInfo(folder.Path).EnumerateDirectories().Where(day => ChatFolder.IsDay(day.Name) && day.LinkTarget is null))
            {
                // What a stop or a kill has interrupted has no line yet, and may be gone on with by a later run for more than this one.
                foreach (var place in day.EnumerateDirectories("*", WithoutLinks).Prepend(day))
                {
                    PartOwnership.RemoveLeftovers(place.FullName, id => !IsSettled(manifest, id), (name, time) => IsOf(manifest, settled.Value, name, time.UtcTicks));
                }
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // They do no harm; the next run tries again.
        }
    }

    private static (long Time, int Place)[] Settled(Manifest manifest) =>
        [.. Enumerable.Range(0, manifest.Count).Where(place => manifest.RowAt(place) is { SentAt: not null } row && IsSettled(row)).Select(place => (manifest.RowAt(place).SentAt!.Value.UtcTicks, place)).Order()];

    /// <summary>True when a settled resource, sent at that time, gets such a name. The time alone proves nothing: people copy files with their times.</summary>
    private static bool IsOf(Manifest manifest, (long Time, int Place)[] settled, string name, long time)
    {
        var at = Array.BinarySearch(settled, (time - FileClock.Step.Ticks, 0));
        return settled.Skip(at < 0 ? ~at : at).TakeWhile(one => one.Time <= time + FileClock.Step.Ticks).Any(one => MayHave(manifest.EntryAt(one.Place), name));
    }

    private static bool MayHave(ManifestEntry entry, string name) => entry.FileKey is not { } key
        || name.Contains(key, StringComparison.Ordinal) || name == ResourceFileName.Known(entry.Name) || (entry.LastPath is { } path && name == path[(path.LastIndexOf('/') + 1)..]);

    /// <summary>True when a line records it, or the whole message, as finished.</summary>
    private static bool IsSettled(Manifest manifest, ResourceId id)
    {
        var place = manifest.PlaceOf(new(id.MessageId, id.FileKey));
        place = place < 0 ? manifest.PlaceOf(new(id.MessageId, null)) : place;
        return place >= 0 && IsSettled(manifest.RowAt(place));
    }

    private static bool IsSettled(ManifestIndex.Row row) => row.Status is ExportStatus.Saved or ExportStatus.Skipped;
}
