using System.Runtime.CompilerServices;
using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Text;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Export;

/// <summary>A file of JSON, one object in each line, to which lines are only added. A line is one write, and there when the write returns.</summary>
internal sealed class JsonLineFile : IDisposable
{
    /// <summary>With what every line of this module begins, also one of which a kill left no more.</summary>
    private static ReadOnlySpan<byte> Beginning => "{\"v\":"u8;

    private readonly string _path;
    private readonly FileStream _stream;

    // Asked of the stream each time, the system would be told each time where the stream is.
    private readonly SafeFileHandle _handle;
    private long _wholeUntil;

    private JsonLineFile(string path, FileStream stream) => (_path, _stream, _handle) = (path, stream, stream.SafeFileHandle);

    /// <summary>Takes in one line of a file, without its end; false for a line that cannot be understood.</summary>
    /// <param name="file">The file, in which earlier lines can be read again.</param>
    /// <param name="line">The line.</param>
    /// <param name="at">Where the line begins, in bytes from the beginning of the file.</param>
    internal delegate bool LineReader(JsonLineFile file, ReadOnlySpan<byte> line, long at);

    /// <summary>How many lines cannot be understood; they are left as they are.</summary>
    public int Unreadable { get; private set; }

    /// <summary>False when another program has removed or replaced the file since it was opened.</summary>
    public bool IsInPlace => PartLock.StillNames(_path, _handle);

    /// <summary>True for a file without a byte that still has its name: nothing is lost when it goes.</summary>
    public bool IsEmptyInPlace => IsInPlace && Length == 0;

    /// <summary>In bytes, as it is now.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Reads the lines and opens the file for further ones; a line that a kill has torn is taken away.</summary>
    /// <param name="path">The file; made where there is none.</param>
    /// <param name="longest">In bytes: a longer line is of another origin, and not kept in memory.</param>
    /// <param name="read">Takes in the lines, in their order.</param>
    /// <param name="cancellationToken">Stops between two pieces of the file.</param>
    /// <exception cref="LarkException">WriteFailed, UnreadableFile when it became shorter meanwhile, and what <paramref name="read"/> throws.</exception>
    public static JsonLineFile Open(string path, int longest, LineReader read, CancellationToken cancellationToken)
    {
        FileStream? stream = null;
        try
        {
            stream = PlainFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            var file = new JsonLineFile(path, stream);
            file.RepairEnd(file.ReadWholeLines(longest, read, cancellationToken), read);
            return file;
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

    /// <summary>Reads the lines of a file that is not going to be changed; none where there is no file.</summary>
    /// <returns>The file, open so that lines can be read again; null where there is none.</returns>
    /// <exception cref="LarkException">UnreadableFile, and what <paramref name="read"/> throws.</exception>
    public static JsonLineFile? Load(string path, int longest, LineReader read, CancellationToken cancellationToken)
    {
        FileStream? stream = null;
        try
        {
            if (!DiskEntry.IsThere(path))
            {
                return null;
            }

            stream = PlainFile.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var file = new JsonLineFile(path, stream);
            _ = file.ReadWholeLines(longest, read, cancellationToken) is { } rest && file.IsTaken(rest.Span, file._wholeUntil, read);
            return file;
        }
        catch (Exception e)
        {
            stream?.Dispose();
            if (FileFault.Is(e))
            {
                throw LarkErrors.Unreadable(path, e);
            }

            throw;
        }
    }

    /// <summary>Reads a piece of the file again. Used from any thread.</summary>
    /// <exception cref="LarkException">UnreadableFile, also when the file has become shorter.</exception>
    public void Read(Span<byte> piece, long at)
    {
        try
        {
            while (piece.Length > 0)
            {
                var got = RandomAccess.Read(_handle, piece, at);
                if (got == 0)
                {
                    throw WasChanged();
                }

                piece = piece[got..];
                at += got;
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Unreadable(_path, e);
        }
    }

    /// <summary>A line that was there is not what it was.</summary>
    public LarkException WasChanged() => LarkErrors.Unreadable(_path, new IOException(LarkErrors.Localized("it was changed by another program in the meantime.", "它在此期间被其他程序更改。")));

    /// <summary>Adds a line. When this returns, a kill of the process cannot take it back.</summary>
    /// <param name="line">The line with its end.</param>
    /// <returns>Where it begins.</returns>
    /// <exception cref="LarkException">WriteFailed; the file is then as it was before.</exception>
    public long Append(ReadOnlySpan<byte> line)
    {
        var end = _stream.Length;
        try
        {
            _stream.Position = end;
            _stream.Write(line);
            return end;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            CutBack(end);
            throw LarkErrors.WriteFailed(_path, e);
        }
    }

    /// <summary>Has the system promise to keep the lines.</summary>
    /// <exception cref="LarkException">WriteFailed when it does not; nothing may rest on the lines then.</exception>
    public void Flush()
    {
        try
        {
            DiskFlush.File(_stream.SafeFileHandle);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(_path, e);
        }
    }

    public void Dispose()
    {
        try
        {
            if (_stream.CanWrite)
            {
                Flush();
            }
        }
        catch (LarkException)
        {
            // The lines were written, and nothing rests on them yet that a run would not find missing.
        }
        finally
        {
            _stream.Dispose();
        }
    }

    /// <summary>Takes in every line that has an end.</summary>
    /// <returns>What follows the last of them; null when that is longer than any line of this module.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlyMemory<byte>? ReadWholeLines(int longest, LineReader read, CancellationToken cancellationToken)
    {
        var buffer = new byte[256 << 10];
        var (kept, skipping) = (0, false);
        while (_stream.Read(buffer.AsSpan(kept)) is > 0 and var got)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = buffer.AsSpan(0, kept + got);
            for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                Unreadable += skipping || !IsRead(bytes[..end], _stream.Position - bytes.Length, read) ? 1 : 0;
                skipping = false;
            }

            _wholeUntil = _stream.Position - bytes.Length;
            bytes.CopyTo(buffer);
            kept = bytes.Length;
            if (kept == buffer.Length && kept >= longest)
            {
                // A line of another origin: its end is looked for, and nothing of it is kept.
                (skipping, kept) = (true, 0);
            }
            else if (kept == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (Length < _wholeUntil)
        {
            // Cut off or written to there, it would get zeros in the place of what is gone.
            throw WasChanged();
        }

        // Without the type null would become an array, and that an empty piece.
        return skipping ? default(ReadOnlyMemory<byte>?) : buffer.AsMemory(0, kept);
    }

    /// <summary>Makes the end of the file one behind which a line can be written.</summary>
    private void RepairEnd(ReadOnlyMemory<byte>? rest, LineReader read)
    {
        if (rest is { IsEmpty: true })
        {
            return;
        }

        if (rest is { } piece && !IsTaken(piece.Span, _wholeUntil, read) && IsTorn(AsWritten(piece.Span)))
        {
            Cut(_wholeUntil);
            return;
        }

        // Whole, or not ours to take away.
        _stream.Position = _stream.Length;
        _stream.WriteByte((byte)'\n');
    }

    /// <summary>True for what a kill leaves of a line, or a power cut: there the file may be as long as it was to be, with zeros in the place of what was written.</summary>
    private static bool IsTorn(ReadOnlySpan<byte> line)
    {
        var left = line.TrimEnd((byte)0);
        return left.Length < Beginning.Length ? line.Length > 0 && Beginning.StartsWith(left) : left.StartsWith(Beginning);
    }

    private bool IsRead(ReadOnlySpan<byte> line, long at, LineReader read) => AsWritten(line).Trim((byte)' ').IsEmpty || IsTaken(line, at, read);

    private bool IsTaken(ReadOnlySpan<byte> line, long at, LineReader read) => read(this, AsWritten(line), at + line.Length - WellFormedJson.WithoutPreamble(line).Length);

    /// <summary>A line without what an editor has put before or behind it.</summary>
    private static ReadOnlySpan<byte> AsWritten(ReadOnlySpan<byte> line)
    {
        line = line is [.. var text, (byte)'\r'] ? text : line;
        return WellFormedJson.WithoutPreamble(line);
    }

    /// <summary>Takes the end away for good: a power cut must not bring pieces of it back in the middle of the line that takes its place.</summary>
    private void Cut(long end)
    {
        _stream.SetLength(end);
        DiskFlush.File(_stream.SafeFileHandle);
    }

    private void CutBack(long end)
    {
        try
        {
            // A full disk may have taken the half of it.
            Cut(end);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // The next run repairs it.
        }
    }
}
