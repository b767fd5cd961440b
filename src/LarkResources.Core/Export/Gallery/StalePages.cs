namespace LarkResources.Export.Gallery;

/// <summary>What a kill has left of a page that was being written: <c>index.html.&lt;32 hexadecimal digits&gt;.new</c>.</summary>
internal static class StalePages
{
    private const string Ending = ".new";

    /// <summary>A name for a page that grows, that is not taken.</summary>
    public static string NewName(string page) => $"{page}.{Guid.NewGuid():N}{Ending}";

    /// <summary>Takes away what is older than the run and what is not being written.</summary>
    public static void Remove(string page, DateTime startedAt)
    {
        foreach (var file in new DirectoryInfo(Path.GetDirectoryName(page)!).EnumerateFiles(Path.GetFileName(page) + ".*" + Ending))
        {
            if (IsOurs(file.FullName, page) && file.LinkTarget is null && file.LastWriteTimeUtc < startedAt)
            {
                TryDelete(file.FullName);
            }
        }
    }

    private static bool IsOurs(string file, string page) =>
        file.Length == NewName(page).Length && Guid.TryParseExact(file[(page.Length + 1)..^Ending.Length], "N", out _);

    /// <summary>Takes away a file that no other run holds.</summary>
    public static void TryDelete(string file)
    {
        try
        {
            // Another run holds the page that it writes.
            using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It does no harm; the next run tries again.
        }
    }
}
