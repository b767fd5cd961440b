using System.Net;

namespace LarkResources.Http;

/// <summary>Reaches addresses of this machine without a proxy on another: that could not lead back here, and would read the token in a request to an http: address.</summary>
/// <param name="inner">The proxy that was given, or that of the system.</param>
internal sealed class LocalBypassProxy(IWebProxy inner) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => inner.Credentials;
        set => inner.Credentials = value;
    }

    public bool IsBypassed(Uri host) => inner.IsBypassed(host) || (host.IsLoopback && inner.GetProxy(host) is not { IsLoopback: true });

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : inner.GetProxy(destination);
}
