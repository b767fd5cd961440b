namespace LarkResources.Api;

/// <summary>Sends a request that needs no token, through the rest of the chain.</summary>
internal delegate Task<HttpResponseMessage> AnonymousSend(HttpRequestMessage request, CancellationToken cancellationToken);
