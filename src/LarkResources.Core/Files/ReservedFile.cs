using System.Security.Cryptography;

namespace LarkResources.Files;

/// <summary>A file beside its target that waits for its content. Disposed without that, it is gone, and the target is as it was.</summary>
internal sealed class ReservedFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _isCommitted;

    /// <exception cref="IOException">There is no room for it.</exception>
    internal ReservedFile(string path, string temporary, FileStream stream, int room)
    {
        (_path, _temporary, _stream) = (path, temporary, stream);
        if (room == 0)
        {
            return;
        }

        try
        {
            // Bytes that no file system packs. One that never writes in place can still run out of room later.
            stream.Write(RandomNumberGenerator.GetBytes(room));
            DiskFlush.File(stream.SafeFileHandle);
            stream.Position = 0;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Writes the content and puts the file in place of the target.</summary>
    /// <exception cref="IOException">It could not be written; the target is as it was.</exception>
    public void Commit(ReadOnlySpan<byte> content)
    {
        _stream.Write(content);
        _stream.SetLength(content.Length);
        PutInPlace();
    }

    /// <summary>The same for content that is made while it is written, where no room was kept.</summary>
    public async Task CommitAsync(Func<Stream, Task> write)
    {
        await write(_stream).ConfigureAwait(false);
        await _stream.FlushAsync().ConfigureAwait(false);
        PutInPlace();
    }

    /// <summary>Does not throw what the file system refuses: that would hide the failure that led here. What stays is removed by a later write.</summary>
    public void Dispose()
    {
        if (_isCommitted)
        {
            return;
        }

        try
        {
            // Fails once more on what is in its buffer, but closes the file.
            _stream.Dispose();
        }
        catch (Exception e) when (FileFault.Is(e))
        {
        }

        try
        {
            File.Delete(_temporary);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
        }
    }

    private void PutInPlace()
    {
        DiskFlush.File(_stream.SafeFileHandle);
        _stream.Dispose();
        AtomicFile.Replace(_temporary, _path);
        _isCommitted = true;
    }
}
