using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Export;

/// <summary>A file of JSON, one object in each line, to which lines are only added. A line is one write, and there when the write returns.</summary>
internal sealed class JsonLineFile : IDisposable
{
    /// <summary>With what every line of this module begins, also one of which a kill left no more.</summary>
    private static ReadOnlySpan<byte> Beginning => "{\"v\":"u8;

    private readonly string _path;
    private readonly FileStream _stream;

    private JsonLineFile(string path, FileStream stream) => (_path, _stream) = (path, stream);

    /// <summary>Takes in one line, without its end; false for a line that cannot be understood.</summary>
    internal delegate bool LineReader(ReadOnlySpan<byte> line);

    /// <summary>How many lines cannot be understood; they are left as they are.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Reads the lines and opens the file for further ones; a line that a kill has torn is taken away.</summary>
    /// <param name="path">The file; made where there is none.</param>
    /// <param name="longest">In bytes: a longer line is of another origin, and not kept in memory.</param>
    /// <param name="read">Takes in the lines, in their order.</param>
    /// <exception cref="LarkException">WriteFailed, and what <paramref name="read"/> throws.</exception>
    public static JsonLineFile Open(string path, int longest, LineReader read)
    {
        FileStream? stream = null;
        try
        {
            // No buffer: a line is one write, and there at once.
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
            var file = new JsonLineFile(path, stream);
            file.ReadAll(longest, read);
            return file;
        }
        catch (Exception e)
        {
            stream?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw LarkErrors.WriteFailed(path, e);
            }

            throw;
        }
    }

    /// <summary>Adds a line. When this returns, a kill of the process cannot take it back.</summary>
    /// <param name="line">The line with its end.</param>
    /// <exception cref="LarkException">WriteFailed; the file is then as it was before.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        var end = _stream.Length;
        try
        {
            _stream.Position = end;
            _stream.Write(line);
        }
        catch (IOException e)
        {
            CutBack(end);
            throw LarkErrors.WriteFailed(_path, e);
        }
    }

    /// <summary>Has the system promise to keep the lines.</summary>
    public void Flush()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // The lines were written; the system could only not promise to keep them.
        }
    }

    public void Dispose()
    {
        Flush();
        _stream.Dispose();
    }

    private void ReadAll(int longest, LineReader read)
    {
        var buffer = new byte[64 << 10];
        var (kept, skipping, wholeUntil) = (0, false, 0L);
        while (_stream.Read(buffer.AsSpan(kept)) is > 0 and var got)
        {
            var bytes = buffer.AsSpan(0, kept + got);
            for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                Unreadable += skipping || !IsRead(bytes[..end], read) ? 1 : 0;
                skipping = false;
            }

            wholeUntil = _stream.Position - bytes.Length;
            bytes.CopyTo(buffer);
            kept = bytes.Length;
            if (kept == buffer.Length && kept >= longest)
            {
                (skipping, kept) = (true, 0);
            }
            else if (kept == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        RepairEnd(buffer.AsSpan(0, kept), skipping, wholeUntil, read);
    }

    /// <summary>Makes the end of the file one behind which a line can be written.</summary>
    private void RepairEnd(ReadOnlySpan<byte> rest, bool skipping, long wholeUntil, LineReader read)
    {
        if (!skipping && rest.IsEmpty)
        {
            return;
        }

        var line = AsWritten(rest);
        var isOurs = line.Length < Beginning.Length ? line.Length > 0 && Beginning.StartsWith(line) : line.StartsWith(Beginning);
        if (!skipping && isOurs && !read(line))
        {
            _stream.SetLength(wholeUntil);
            return;
        }

        // Whole, or not ours to take away.
        _stream.Position = _stream.Length;
        _stream.WriteByte((byte)'\n');
    }

    private static bool IsRead(ReadOnlySpan<byte> line, LineReader read)
    {
        line = AsWritten(line);
        return line.Trim((byte)' ').IsEmpty || read(line);
    }

    /// <summary>A line without what an editor has put before or behind it.</summary>
    private static ReadOnlySpan<byte> AsWritten(ReadOnlySpan<byte> line)
    {
        line = line is [.. var text, (byte)'\r'] ? text : line;
        return WellFormedJson.WithoutPreamble(line);
    }

    private void CutBack(long end)
    {
        try
        {
            // A full disk may have taken the half of it.
            _stream.SetLength(end);
        }
        catch (IOException)
        {
            // The next run repairs it.
        }
    }
}
