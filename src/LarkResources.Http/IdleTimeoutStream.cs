using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Http;

/// <summary>Reads through, and fails with <see cref="TimeoutException"/> when a single read brings nothing for too long, with NotConnected when the connection is closed. No failure quotes a secret.</summary>
internal sealed class IdleTimeoutStream(Stream inner, TimeSpan idleTimeout, SentSecrets secrets, CancellationToken closing) : Stream
{
    private CancellationTokenSource _patience = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_patience.TryReset())
        {
            _patience.Dispose();
            _patience = new();
        }

        _patience.CancelAfter(idleTimeout);
        using (cancellationToken.UnsafeRegister(Cancel, _patience))
        using (closing.UnsafeRegister(Cancel, _patience))
        {
            try
            {
                return await inner.ReadAsync(buffer, _patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (closing.IsCancellationRequested)
                {
                    throw LarkErrors.NotConnected();
                }

                throw new TimeoutException(LarkErrors.Localized($"Nothing came for {idleTimeout.TotalSeconds:0.#} seconds.", $"{idleTimeout.TotalSeconds:0.#} 秒内没有收到数据。"), e);
            }
            catch (Exception e) when (StruckFault.Of(e, secrets) is { } struck)
            {
                throw struck;
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static void Cancel(object? patience) => ((CancellationTokenSource)patience!).Cancel();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _patience.Dispose();
        }

        base.Dispose(disposing);
    }
}
