using System.Text.RegularExpressions;

namespace Packager;

/// <summary>The section of the changelog that a version has.</summary>
internal static partial class ReleaseNotes
{
    internal static string Read(string changelog, ModuleManifest manifest, bool released)
    {
        var lines = File.ReadAllLines(changelog);

        // A preview has no section of its own: it shows what the version it leads to will have.
        var start = Array.FindIndex(lines, line => line.StartsWith($"## [{manifest.BaseVersion}]", StringComparison.Ordinal));
        if (start < 0)
        {
            throw new PackagingException($"{changelog} has no section for {manifest.BaseVersion}.");
        }

        if (released && !manifest.IsPreview && !Dated().IsMatch(lines[start]))
        {
            throw new PackagingException($"{changelog} gives {manifest.BaseVersion} no date: '{lines[start]}'.");
        }

        var notes = lines[(start + 1)..].TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        return string.Join('\n', notes).Trim();
    }

    [GeneratedRegex(@" - \d{4}-\d{2}-\d{2}$")]
    private static partial Regex Dated();
}
