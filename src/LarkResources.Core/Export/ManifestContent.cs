using System.Text;

namespace LarkResources;

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
                // Nobody's line: its end is looked for, and nothing of it is kept.
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
        if (skipping)
        {
            End = Tail.SomethingElse;
        }
        else if (rest.Length > 0 && ManifestLine.TryRead(rest) is not null)
        {
            End = Tail.WholeLine;
            Add(rest, path);
        }
        else if (rest.Length > 0)
        {
            var isOurs = rest.Length < Beginning.Length ? Beginning.StartsWith(rest) : rest.StartsWith(Beginning);
            End = isOurs ? Tail.TornLine : Tail.SomethingElse;
        }
    }

    private void Add(ReadOnlySpan<byte> line, string path)
    {
        if (line is [.. var text, (byte)'\r'])
        {
            // An editor has been at it.
            line = text;
        }

        if (line.StartsWith(Encoding.UTF8.Preamble))
        {
            line = line[Encoding.UTF8.Preamble.Length..];
        }

        if (ManifestLine.TryRead(line) is not { } entry)
        {
            // A later form may have words and types that nobody knows here.
            ManifestLine.RefuseLater(ManifestLine.VersionOf(line), ManifestEntry.CurrentVersion, path);
            Unreadable += line.Trim((byte)' ').IsEmpty ? 0 : 1;
        }
        else
        {
            ManifestLine.RefuseLater(entry.V, ManifestEntry.CurrentVersion, path);
            Entries[entry.Key] = entry;
        }
    }
}
