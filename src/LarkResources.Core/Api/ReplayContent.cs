using System.Net;
using System.Runtime.ExceptionServices;

namespace LarkResources.Api;

/// <summary>A content whose first bytes were looked at: gives them once more, then the rest as it comes.</summary>
internal sealed class ReplayContent : HttpContent
{
    private readonly HttpContent original;
    private readonly PeekedBody peeked;

    public ReplayContent(HttpContent original, PeekedBody peeked)
    {
        this.original = original;
        this.peeked = peeked;

        // Asking for the length makes contents that compute it put it among the headers.
        _ = original.Headers.ContentLength;
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new ReplayStream(peeked));

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new ReplayStream(peeked);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var replay = new ReplayStream(peeked);
        await using (replay.ConfigureAwait(false))
        {
            await replay.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            original.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class ReplayStream(PeekedBody peeked) : Stream
    {
        private int position;

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
            var left = peeked.Bytes.Span[position..];
            var count = Math.Min(left.Length, buffer.Length);
            left[..count].CopyTo(buffer);
            position += count;
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
}
