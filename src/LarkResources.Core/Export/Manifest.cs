using LarkResources.Errors;

namespace LarkResources.Export;

/// <summary>What is known of the resources of one chat: a line for each, appended when its file has its name, and kept open for the next.</summary>
/// <remarks>A later line about a resource counts instead of an earlier one: what failed yesterday may be saved today.</remarks>
internal sealed class Manifest : IDisposable
{
    public const string FileName = "manifest.jsonl";

    /// <summary>In bytes: more than the ids, names and hashes of a resource take.</summary>
    private const int LongestLine = 1 << 20;

    private readonly Dictionary<ResourceKey, ManifestEntry> _entries;
    private readonly JsonLineFile? _file;

    private Manifest(Dictionary<ResourceKey, ManifestEntry> entries, JsonLineFile? file, int unreadable) => (_entries, _file, Unreadable) = (entries, file, unreadable);

    /// <summary>How many lines cannot be understood; they are left as they are.</summary>
    public int Unreadable { get; }

    /// <summary>What counts of each resource, in the order of the first lines about them.</summary>
    public IReadOnlyList<ManifestEntry> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries.Values];
            }
        }
    }

    /// <summary>Reads a manifest and opens it for further lines; a line that a kill has torn is taken away.</summary>
    /// <exception cref="LarkException">WriteFailed, or UnreadableManifest for one that a later version of the module wrote.</exception>
    public static Manifest Open(string path)
    {
        var entries = new Dictionary<ResourceKey, ManifestEntry>();
        var file = JsonLineFile.Open(path, LongestLine, line => Read(entries, line, path));
        return new(entries, file, file.Unreadable);
    }

    /// <summary>Reads a manifest that is not going to be changed; without a file it is empty.</summary>
    /// <exception cref="LarkException">UnreadableFile, or UnreadableManifest.</exception>
    public static Manifest Load(string path)
    {
        var entries = new Dictionary<ResourceKey, ManifestEntry>();
        return new(entries, null, JsonLineFile.Load(path, LongestLine, line => Read(entries, line, path)));
    }

    public ManifestEntry? Find(ResourceKey key)
    {
        lock (_entries)
        {
            return _entries.GetValueOrDefault(key);
        }
    }

    /// <summary>Adds a line. When this returns, a kill of the process cannot take it back.</summary>
    /// <exception cref="LarkException">WriteFailed; the manifest is then as it was before.</exception>
    public void Append(ManifestEntry entry)
    {
        var line = ManifestLine.Write(entry);
        lock (_entries)
        {
            _file!.Append(line);
            _entries[entry.Key] = entry.After(_entries.GetValueOrDefault(entry.Key));
        }
    }

    /// <summary>Has the system promise to keep the lines.</summary>
    /// <exception cref="LarkException">WriteFailed when it does not.</exception>
    /// <remarks>
    /// Once at the end and not for each line: a line that a power cut takes costs one more download, and one that it leaves has its file, which was
    /// flushed before. Only the checkpoint rests on lines being there.
    /// </remarks>
    public void Flush() => _file?.Flush();

    public void Dispose() => _file?.Dispose();

    private static bool Read(Dictionary<ResourceKey, ManifestEntry> entries, ReadOnlySpan<byte> line, string path)
    {
        if (ManifestLine.TryRead(line) is not { } entry)
        {
            // A later form may have words and types that this version does not know.
            ManifestLine.RefuseLater(ManifestLine.VersionOf(line), ManifestEntry.CurrentVersion, path);
            return false;
        }

        ManifestLine.RefuseLater(entry.V, ManifestEntry.CurrentVersion, path);
        entries[entry.Key] = entry.After(entries.GetValueOrDefault(entry.Key));
        return true;
    }
}
