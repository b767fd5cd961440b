using System.Net;
using LarkResources.Errors;

namespace LarkResources.Http;

/// <summary>Notes on a failure which machine it happened at, for the message.</summary>
/// <param name="proxy">The proxy of the socket; null for none.</param>
internal sealed class FailedPeerHandler(IWebProxy? proxy) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            var address = request.RequestUri!;
            var isAtConnect = e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;
            var via = isAtConnect && proxy?.IsBypassed(address) is false ? proxy.GetProxy(address) : null;
            (via is null ? FailedPeer.At(address) : FailedPeer.AtProxy(via, address)).NoteOn(e);
            throw;
        }
    }
}
