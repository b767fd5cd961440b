namespace LarkResources.Http;

/// <summary>Says in every request who asks, and that nothing may be packed on the way.</summary>
/// <remarks>A handler and no default of the client's: the token call starts below the client, and a redirect too.</remarks>
internal sealed class DefaultHeadersHandler(string userAgent) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Put(request, "User-Agent", userAgent);
        Put(request, "Accept-Encoding", "identity");
        return base.SendAsync(request, cancellationToken);
    }

    private static void Put(HttpRequestMessage request, string name, string value)
    {
        // A repeated request has them already.
        if (!request.Headers.NonValidated.Contains(name))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
