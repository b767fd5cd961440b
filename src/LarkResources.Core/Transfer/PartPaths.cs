using System.Security.Cryptography;
using System.Text;

namespace LarkResources;

/// <summary>The names beside a target.</summary>
internal sealed record PartPaths(string Target, string Part, string Journal)
{
    private const int LongestName = 255;

    public static PartPaths For(string target)
    {
        var name = Path.GetFileName(target);
        if (Encoding.UTF8.GetByteCount(name) + LarkResources.Journal.LongestSuffix > LongestName)
        {
            // A name as long as the file system takes leaves no room for a suffix.
            name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)), 0, 16);
        }

        var stem = Path.Combine(Path.GetDirectoryName(target)!, name);
        return new(target, stem + ".part", stem + LarkResources.Journal.Suffix);
    }

    /// <summary>A link planted under one of these names would lead the bytes somewhere else.</summary>
    public void RefuseLinks()
    {
        foreach (var path in (ReadOnlySpan<string>)[Part, Journal])
        {
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw LarkErrors.Local(ModuleErrors.WriteFailed, $"'{path}' is a link; a download is not written through it.", Target);
            }
        }
    }
}
