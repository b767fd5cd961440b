namespace LarkResources.Tests.Simulation;

/// <summary>The body of one answer.</summary>
/// <param name="moment">Called at each read.</param>
/// <param name="bytes">What comes.</param>
/// <param name="breaks">True for a connection that is lost behind them.</param>
/// <param name="stalls">True for one that falls silent on the way.</param>
/// <param name="closed">Called once, when it is let go of.</param>
internal sealed class SimulatedBody(Action moment, ReadOnlyMemory<byte> bytes, bool breaks, bool stalls, Action closed) : Stream
{
    private int _position;
    private int _disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        moment();
        cancellationToken.ThrowIfCancellationRequested();
        if (stalls && _position > bytes.Length / 2)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        var count = Math.Min(buffer.Length, bytes.Length - _position);
        if (count == 0 && breaks && buffer.Length > 0)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }

        bytes.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            closed();
        }

        base.Dispose(disposing);
    }
}
