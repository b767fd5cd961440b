using System.Net;

namespace LarkResources.Api;

/// <summary>A body that is read through another stream, under the headers it came with.</summary>
internal sealed class WrappedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Func<HttpContent, Task<Stream>> _open;

    /// <param name="inner">The content; disposed with this one.</param>
    /// <param name="open">Makes the stream.</param>
    public WrappedContent(HttpContent inner, Func<HttpContent, Task<Stream>> open)
    {
        _inner = inner;
        _open = open;

        // Asking for the length makes contents that compute it put it among the headers.
        _ = inner.Headers.ContentLength;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => _open(_inner);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await _open(_inner).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        // The header decides; computing one here would let HttpContent invent a length that the server did not declare.
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
