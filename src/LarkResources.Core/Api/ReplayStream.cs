using System.Runtime.ExceptionServices;

namespace LarkResources.Api;

/// <summary>A body whose first bytes were looked at: gives them once more, then the rest as it arrives.</summary>
internal sealed class ReplayStream(PeekedBody peeked) : Stream
{
    private int _position;

    /// <summary>What was looked at, while none of it has been read again.</summary>
    public PeekedBody? Unread => _position == 0 ? peeked : null;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Replay(buffer);
        return count > 0 || buffer.IsEmpty ? count : Rest().Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Replay(buffer.Span);
        return count > 0 || buffer.IsEmpty ? ValueTask.FromResult(count) : Rest().ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            peeked.Rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Replay(Span<byte> buffer)
    {
        var left = peeked.Bytes.Span[_position..];
        var count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    private Stream Rest()
    {
        if (peeked.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(peeked.Failure);
        }

        return peeked.IsComplete ? Null : peeked.Rest;
    }
}
