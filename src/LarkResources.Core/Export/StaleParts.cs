using LarkResources.Files;
using LarkResources.Models;
using LarkResources.Transfer;

namespace LarkResources.Export;

/// <summary>What kills have left of downloads that no run resumes any more: they were refused since, or got another name.</summary>
internal static class StaleParts
{
    private static readonly EnumerationOptions WithoutLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Takes them away; called when everything else is done.</summary>
    public static void Remove(ChatFolder folder, Manifest manifest)
    {
        var times = new Lazy<long[]>(() => TimesOfSettled(manifest));
        try
        {
            foreach (var day in new DirectoryInfo(folder.Path).EnumerateDirectories().Where(day => ChatFolder.IsDay(day.Name) && day.LinkTarget is null))
            {
                // What a stop or a kill has interrupted has no line yet, and may be gone on with by a later run for more than this one.
                foreach (var place in day.EnumerateDirectories("*", WithoutLinks).Prepend(day))
                {
                    PartOwnership.RemoveLeftovers(place.FullName, id => !IsSettled(manifest, id), time => IsNear(times.Value, time.UtcTicks));
                }
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // They do no harm; the next run tries again.
        }
    }

    private static long[] TimesOfSettled(Manifest manifest) =>
        [.. Enumerable.Range(0, manifest.Count).Select(manifest.RowAt).Where(IsSettled).Select(row => row.SentAt?.UtcTicks).OfType<long>().Order()];

    private static bool IsNear(long[] times, long time)
    {
        var at = Array.BinarySearch(times, time - FileClock.Step.Ticks);
        at = at < 0 ? ~at : at;
        return at < times.Length && times[at] <= time + FileClock.Step.Ticks;
    }

    /// <summary>True when a line records it, or the whole message, as finished.</summary>
    private static bool IsSettled(Manifest manifest, ResourceId id)
    {
        var place = manifest.PlaceOf(new(id.MessageId, id.FileKey));
        place = place < 0 ? manifest.PlaceOf(new(id.MessageId, null)) : place;
        return place >= 0 && IsSettled(manifest.RowAt(place));
    }

    private static bool IsSettled(ManifestIndex.Row row) => row.Status is ExportStatus.Saved or ExportStatus.Skipped;
}
