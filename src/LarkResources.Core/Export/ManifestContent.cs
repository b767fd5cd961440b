using LarkResources.Text;

namespace LarkResources.Export;

/// <summary>What stands in the file of a manifest.</summary>
internal sealed class ManifestContent
{
    /// <summary>More than the ids, names and hashes of a resource take.</summary>
    private const int LongestLine = 1 << 20;

    /// <summary>With what every line of this module begins, also one of which a kill left no more.</summary>
    private static ReadOnlySpan<byte> Beginning => "{\"v\":"u8;

    public Dictionary<ResourceKey, ManifestEntry> Entries { get; } = [];

    public int Unreadable { get; private set; }

    /// <summary>Where the last whole line ends.</summary>
    private long WholeUntil { get; set; }

    /// <summary>What the piece behind it is.</summary>
    private Tail End { get; set; }

    private enum Tail
    {
        Nothing,
        WholeLine,
        TornLine,
        SomethingElse,
    }

    /// <exception cref="LarkException">UnreadableManifest for lines of a later version: to go on would be to lose what they say.</exception>
    public static ManifestContent Read(FileStream stream, string path)
    {
        var content = new ManifestContent();
        var buffer = new byte[64 << 10];
        var kept = 0;
        var skipping = false;
        while (stream.Read(buffer.AsSpan(kept)) is > 0 and var got)
        {
            var bytes = buffer.AsSpan(0, kept + got);
            for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                if (skipping)
                {
                    content.Unreadable++;
                    skipping = false;
                }
                else
                {
                    content.Add(bytes[..end], path);
                }
            }

            content.WholeUntil = stream.Position - bytes.Length;
            bytes.CopyTo(buffer);
            kept = bytes.Length;
            if (kept == buffer.Length && kept >= LongestLine)
            {
                // A line of another origin: its end is looked for, and nothing of it is kept.
                (skipping, kept) = (true, 0);
            }
            else if (kept == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        content.Close(buffer.AsSpan(0, kept), skipping, path);
        return content;
    }

    /// <summary>Makes the end of the file one behind which a line can be written.</summary>
    public void RepairEnd(FileStream stream)
    {
        if (End is Tail.TornLine)
        {
            stream.SetLength(WholeUntil);
        }
        else if (End is not Tail.Nothing)
        {
            // Not ours to take away.
            stream.Position = stream.Length;
            stream.WriteByte((byte)'\n');
        }
    }

    private void Close(ReadOnlySpan<byte> rest, bool skipping, string path)
    {
        var line = AsWritten(rest);
        if (skipping)
        {
            End = Tail.SomethingElse;
        }
        else if (ManifestLine.TryRead(line) is not null)
        {
            End = Tail.WholeLine;
            Add(line, path);
        }
        else if (rest.Length > 0)
        {
            // A line of a later form may be whole all the same.
            ManifestLine.RefuseLater(ManifestLine.VersionOf(line), ManifestEntry.CurrentVersion, path);
            var isOurs = line.Length < Beginning.Length ? line.Length > 0 && Beginning.StartsWith(line) : line.StartsWith(Beginning);
            End = isOurs ? Tail.TornLine : Tail.SomethingElse;
        }
    }

    /// <summary>A line without what an editor has put before or behind it.</summary>
    private static ReadOnlySpan<byte> AsWritten(ReadOnlySpan<byte> line)
    {
        line = line is [.. var text, (byte)'\r'] ? text : line;
        return WellFormedJson.WithoutPreamble(line);
    }

    private void Add(ReadOnlySpan<byte> line, string path)
    {
        line = AsWritten(line);
        if (ManifestLine.TryRead(line) is not { } entry)
        {
            // A later form may have words and types that this version does not know.
            ManifestLine.RefuseLater(ManifestLine.VersionOf(line), ManifestEntry.CurrentVersion, path);
            Unreadable += line.Trim((byte)' ').IsEmpty ? 0 : 1;
        }
        else
        {
            ManifestLine.RefuseLater(entry.V, ManifestEntry.CurrentVersion, path);
            Entries[entry.Key] = entry.After(Entries.GetValueOrDefault(entry.Key));
        }
    }
}
