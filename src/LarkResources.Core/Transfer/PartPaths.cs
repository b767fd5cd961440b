using System.Security.Cryptography;
using System.Text;
using LarkResources.Errors;
using LarkResources.Naming;

namespace LarkResources.Transfer;

/// <summary>The names of the temporary files beside a target.</summary>
internal sealed record PartPaths(string Target, string Part, string Journal)
{
    private const int LongestName = 255;

    public static PartPaths For(string target)
    {
        var name = Path.GetFileName(target);
        if (Encoding.UTF8.GetByteCount(name) + TemporarySuffix.Longest > LongestName)
        {
            // A name as long as the file system takes leaves no room for a suffix.
            name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)), 0, 16);
        }

        var stem = Path.Combine(Path.GetDirectoryName(target)!, name);
        return new(target, stem + TemporarySuffix.Part, stem + TemporarySuffix.Journal);
    }

    /// <summary>The names that one of them belongs to; null for any other file. What the target is called they do not tell.</summary>
    public static PartPaths? Around(string path)
    {
        return TemporarySuffix.All.FirstOrDefault(suffix => path.EndsWith(suffix, StringComparison.Ordinal)) is { } found && path[..^found.Length] is var stem
            ? new(stem, stem + TemporarySuffix.Part, stem + TemporarySuffix.Journal)
            : null;
    }

    /// <summary>A link planted under one of these names would lead the bytes somewhere else.</summary>
    public void RefuseLinks()
    {
        foreach (var path in (ReadOnlySpan<string>)[Part, Journal])
        {
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw LarkErrors.Local(ModuleErrors.WriteFailed, LarkErrors.Localized($"'{path}' is a link; downloads are not written through links.", $"'{path}' 是链接；下载不会通过链接写入。"), Target);
            }
        }
    }

    /// <summary>Removes as far as it can be done; what stays does not make a download failed.</summary>
    public void Remove(Cleanup cleanup)
    {
        if (cleanup is Cleanup.All)
        {
            TryDelete(Part);
        }

        if (cleanup is not Cleanup.None)
        {
            TryDelete(Journal);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A scanner that holds the file, or a folder that became read-only.
        }
    }
}

/// <summary>Which of the files beside a target to remove.</summary>
internal enum Cleanup
{
    None,
    Journal,
    All,
}
