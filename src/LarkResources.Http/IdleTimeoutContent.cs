using System.Net;

namespace LarkResources.Http;

/// <summary>A body whose every read must bring something within the idle timeout; there is no total deadline.</summary>
internal sealed class IdleTimeoutContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly TimeSpan _idleTimeout;
    private readonly CancellationToken _closing;

    public IdleTimeoutContent(HttpContent inner, TimeSpan idleTimeout, CancellationToken closing)
    {
        _inner = inner;
        _idleTimeout = idleTimeout;
        _closing = closing;

        // Asking for the length makes contents that compute it put it among the headers.
        _ = inner.Headers.ContentLength;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new IdleTimeoutStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _idleTimeout, _closing);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await CreateContentReadStreamAsync().ConfigureAwait(false);
        await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        // The header decides; computing one here would let HttpContent invent a length the server did not declare.
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
