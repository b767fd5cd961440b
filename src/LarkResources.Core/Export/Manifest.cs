using LarkResources.Errors;
using LarkResources.Files;

namespace LarkResources.Export;

/// <summary>What is known of the resources of one chat: a line for each, appended when its file has its name, and kept open for the next.</summary>
/// <remarks>A later line about a resource counts instead of an earlier one: what failed yesterday may be saved today.</remarks>
internal sealed class Manifest : IDisposable
{
    public const string FileName = "manifest.jsonl";

    private readonly Dictionary<ResourceKey, ManifestEntry> _entries;
    private readonly FileStream? _stream;
    private readonly string _path;

    private Manifest(string path, ManifestContent content, FileStream? stream)
    {
        _path = path;
        _stream = stream;
        _entries = content.Entries;
        Unreadable = content.Unreadable;
    }

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
        FileStream? stream = null;
        try
        {
            // No buffer: a line is one write, and there at once.
            stream = PlainFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            var content = ManifestContent.Read(stream, path);
            content.RepairEnd(stream);
            return new(path, content, stream);
        }
        catch (Exception e)
        {
            stream?.Dispose();
            if (FileFault.Is(e))
            {
                throw LarkErrors.WriteFailed(path, e);
            }

            throw;
        }
    }

    /// <summary>Reads a manifest that is not going to be changed; without a file it is empty.</summary>
    /// <exception cref="LarkException">UnreadableFile, or UnreadableManifest.</exception>
    public static Manifest Load(string path)
    {
        try
        {
            if (DiskEntry.Of(path).Kind is EntryKind.Nothing)
            {
                return new(path, new(), null);
            }

            using var stream = PlainFile.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new(path, ManifestContent.Read(stream, path), null);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Unreadable(path, e);
        }
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
            var end = _stream!.Length;
            try
            {
                _stream.Position = end;
                _stream.Write(line);
            }
            catch (Exception e) when (FileFault.Is(e))
            {
                CutBack(end);
                throw LarkErrors.WriteFailed(_path, e);
            }

            _entries[entry.Key] = entry.After(_entries.GetValueOrDefault(entry.Key));
        }
    }

    /// <summary>Has the system promise to keep the lines.</summary>
    /// <remarks>Once at the end and not for each line: a loss of power costs what the length of the files shows in the next run.</remarks>
    public void Flush()
    {
        try
        {
            _stream?.Flush(flushToDisk: true);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // The lines were written; the system could only not promise to keep them.
        }
    }

    public void Dispose()
    {
        Flush();
        _stream?.Dispose();
    }

    private void CutBack(long end)
    {
        try
        {
            // A full disk may have taken the half of it.
            _stream!.SetLength(end);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // The next run repairs it.
        }
    }
}
