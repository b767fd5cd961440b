using System.Net;
using LarkResources.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;

namespace LarkResources.Http;

/// <summary>Puts the handlers together: authentication ▸ retry ▸ rate limit ▸ redirect ▸ log ▸ headers ▸ inspection ▸ failed peer ▸ socket or sandbox.</summary>
internal sealed class HttpStack : IHttpStack
{
    private const string ClientName = "LarkResources";

    /// <summary>Long enough to reuse connections through a whole export, short enough to follow a change of DNS.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public HttpClient CreateClient(HttpStackSettings settings)
    {
        var proxy = settings.PrimaryHandler is null ? ProxyOf(settings) : null;
        var primary = settings.PrimaryHandler?.Invoke() ?? Socket(settings, proxy);
        var closing = new CancellationTokenSource();
        var services = new ServiceCollection();
        services.AddHttpClient(ClientName)
            .ConfigurePrimaryHttpMessageHandler(() => primary)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(() => new AuthenticationHandler(settings.Tokens))
            .AddHttpMessageHandler(() => new RetryHandler(settings.MaximumRetryCount))
            .AddHttpMessageHandler(() => new RateLimitHandler(QuotaRegistry.For(settings), new(settings.CallsPerSecond, settings.CallsPerMinute)))
            .AddHttpMessageHandler(() => new RedirectHandler())
            .AddHttpMessageHandler(() => new LoggingHandler())
            .AddHttpMessageHandler(() => new DefaultHeadersHandler(settings.UserAgent))
            .AddHttpMessageHandler(() => new ApiErrorHandler(settings.IdleTimeout, closing.Token, settings.Secrets, proxy))
            .AddHttpMessageHandler(() => new FailedPeerHandler(proxy));

        // What adds loggers and meters of its own to each client: the runtime keeps such meters for ever when a connection is replaced and not closed.
        services.RemoveAll<IHttpMessageHandlerBuilderFilter>();
        var provider = services.BuildServiceProvider();
        var chain = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(ClientName);

        // A slow link may take hours for a big file; only silence is a failure, and the inspection handler watches for it.
        return new HttpClient(new OwningHandler(chain, primary, provider, closing)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static IWebProxy ProxyOf(HttpStackSettings settings)
    {
        // The proxy of the system may have others to fall back on, which the handler finds only where it is given as it is.
        var proxy = settings.Proxy ?? HttpClient.DefaultProxy;
        return settings.BaseUri.IsLoopback ? new LocalBypassProxy(proxy) : proxy;
    }

    private static SocketsHttpHandler Socket(HttpStackSettings settings, IWebProxy? proxy) =>
        new()
        {
            Proxy = proxy,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.IdleTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        };

    /// <summary>Releases the sockets and the factory with the client: the factory itself would leave its handlers to a timer.</summary>
    private sealed class OwningHandler(HttpMessageHandler chain, HttpMessageHandler primary, ServiceProvider provider, CancellationTokenSource closing) : DelegatingHandler(chain)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                // A body that is being read holds a socket of its own, which outlives the pool.
                closing.Cancel();
            }

            base.Dispose(disposing);
            if (disposing)
            {
                primary.Dispose();
                provider.Dispose();
                closing.Dispose();
            }
        }
    }
}
