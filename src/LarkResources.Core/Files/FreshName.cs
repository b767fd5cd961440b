namespace LarkResources.Files;

/// <summary>The name under which a file grows beside its target, <c>name.&lt;32 hexadecimal digits&gt;.new</c>: no file of a person has it.</summary>
internal static class FreshName
{
    private const string Ending = ".new";

    /// <summary>A name that is not taken.</summary>
    public static string For(string path) => $"{path}.{Guid.NewGuid():N}{Ending}";

    /// <summary>Takes away what kills have left, and neither what is younger nor what is being written.</summary>
    public static void RemoveStale(string path, DateTime before)
    {
        try
        {
            foreach (var file in new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).EnumerateFiles(Path.GetFileName(path) + ".*" + Ending))
            {
                if (IsOurs(file.Name, Path.GetFileName(path)) && DiskEntry.Of(file.FullName).Kind is EntryKind.File && file.LastWriteTimeUtc < before)
                {
                    TryDelete(file.FullName);
                }
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // They do no harm; the next run tries again.
        }
    }

    private static bool IsOurs(string file, string name) =>
        file.Length == For(name).Length && Guid.TryParseExact(file[(name.Length + 1)..^Ending.Length], "N", out _);

    /// <summary>Takes away a file that no other run holds.</summary>
    public static void TryDelete(string file)
    {
        try
        {
            // Another run holds the one that it writes.
            using (PlainFile.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            File.Delete(file);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // It does no harm; the next run tries again.
        }
    }
}
