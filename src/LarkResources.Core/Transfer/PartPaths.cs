using System.Security.Cryptography;
using System.Text;
using LarkResources.Errors;
using LarkResources.Files;
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

    /// <summary>True for a name that one of them has.</summary>
    public static bool IsOne(ReadOnlySpan<char> name) => SuffixOf(name) is not null;

    /// <summary>The names that one of them belongs to; null for any other file. What the target is called they do not tell.</summary>
    public static PartPaths? Around(string path) => SuffixOf(path) is { } suffix && path[..^suffix.Length] is var stem
        ? new(stem, stem + TemporarySuffix.Part, stem + TemporarySuffix.Journal)
        : null;

    /// <summary>A link planted under one of these names would lead the bytes somewhere else, and a pipe would never take them.</summary>
    public void RefuseSpecial()
    {
        foreach (var path in (ReadOnlySpan<string>)[Part, Journal])
        {
            if (DiskEntry.Of(path).Kind is (EntryKind.Link or EntryKind.Special or EntryKind.Folder) and var kind)
            {
                throw NotPlain(path, kind);
            }
        }
    }

    /// <summary>A rename would take the place of a pipe, a socket or a device; a link under the final name is replaced and not followed.</summary>
    public void RefuseSpecialTarget()
    {
        if (DiskEntry.Of(Target).Kind is EntryKind.Special)
        {
            throw NotPlain(Target, EntryKind.Special);
        }
    }

    /// <summary>Removes as far as it can be done; what stays does not make a download failed.</summary>
    public void Remove(Cleanup cleanup)
    {
        if (cleanup.HasFlag(Cleanup.Part))
        {
            TryDelete(Part);
        }

        if (cleanup.HasFlag(Cleanup.Journal))
        {
            TryDelete(Journal);
        }
    }

    private static string? SuffixOf(ReadOnlySpan<char> name)
    {
        foreach (var suffix in TemporarySuffix.All)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return suffix;
            }
        }

        return null;
    }

    private LarkException NotPlain(string path, EntryKind kind) =>
        LarkErrors.Local(ModuleErrors.WriteFailed, NotPlainFileException.Describe(path, kind), Target, recommendation: NotPlainFileException.Advice);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // A scanner that holds the file, or a folder that became read-only.
        }
    }
}

/// <summary>Which of the files beside a target to remove.</summary>
[Flags]
internal enum Cleanup
{
    None = 0,
    Part = 1,
    Journal = 2,
    All = Part | Journal,
}
