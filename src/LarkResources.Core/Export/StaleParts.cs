namespace LarkResources;

/// <summary>What kills have left of downloads that no run goes on with any more: they were refused since, or got another name.</summary>
internal static class StaleParts
{
    /// <summary>Takes them away; called when everything else is done.</summary>
    public static void Remove(ChatFolder folder, Manifest manifest)
    {
        try
        {
            foreach (var day in Directory.EnumerateDirectories(folder.Path))
            {
                PartOwnership.RemoveLeftovers(day, id => manifest.Find(new(id.MessageId, id.FileKey)) is { Status: ExportStatus.Failed });
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They do no harm; the next run tries again.
        }
    }
}
