using System.Net;
using System.Security.Cryptography.X509Certificates;
using LarkResources.Sandbox.Server.Faults;
using LarkResources.Sandbox.Server.Hosting;
using LarkResources.Sandbox.Server.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LarkResources.Sandbox.Server;

/// <summary>The simulated tenant behind a real socket, with faults on demand and a record of everything it was asked.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private SandboxServer(WebApplication application, SandboxServerOptions options, SandboxHandler handler, X509Certificate2? certificate)
    {
        this.application = application;
        Handler = handler;
        Tenant = new HttpMessageInvoker(handler);
        Certificate = certificate;
        Requests = new RequestLog(options.PerSecond, options.PerMinute);
    }

    /// <summary>Where the server listens, with a slash at the end.</summary>
    public Uri BaseUri { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The second host, or null without the option.</summary>
    public Uri? OtherBaseUri { get; private set; }

    /// <summary>The tenant behind the socket.</summary>
    public SandboxHandler Handler { get; }

    internal HttpMessageInvoker Tenant { get; }

    /// <summary>What is to go wrong, in the order in which it was added.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Every request so far, and the totals.</summary>
    public RequestLog Requests { get; }

    /// <summary>The certificate that clients must trust, or null without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Starts a server; it listens when the task is done.</summary>
    /// <param name="options">The settings; null takes a free port without TLS.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<SandboxServer> StartAsync(SandboxServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SandboxServerOptions();
        var certificate = options.Https ? SelfSignedCertificate.Create() : null;
        if (certificate is not null && options.CertificatePemPath is { } path)
        {
            await File.WriteAllTextAsync(path, certificate.ExportCertificatePem(), cancellationToken);
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(kestrel => Configure(kestrel, options, certificate));
        var server = new SandboxServer(builder.Build(), options, new SandboxHandler(options.Sandbox), certificate);
        server.application.Run(new RequestPipeline(server, options).HandleAsync);
        await server.application.StartAsync(cancellationToken);
        var addresses = server.application.Urls.Select(url => new Uri(url)).ToArray();
        server.BaseUri = addresses[0];
        server.OtherBaseUri = options.OtherHost ? addresses[1] : null;
        return server;
    }

    /// <summary>Forgets faults, requests and everything the tenant has remembered.</summary>
    public void Reset()
    {
        Faults.Clear();
        Requests.Clear();
        Handler.Reset();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A stalled answer would hold the usual, polite stop for half a minute.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await application.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
        }

        await application.DisposeAsync();
        Tenant.Dispose();
        Certificate?.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, SandboxServerOptions options, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxResponseBufferSize = 256 * 1024;
        kestrel.Listen(IPAddress.Loopback, options.Port, Listen);
        if (options.OtherHost)
        {
            kestrel.Listen(IPAddress.Loopback, 0, Listen);
        }

        void Listen(ListenOptions listen)
        {
            listen.Protocols = options.Http2 ? (certificate is null ? HttpProtocols.Http2 : HttpProtocols.Http1AndHttp2) : HttpProtocols.Http1;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }

            // After TLS, so that what is written past Kestrel is encrypted like the rest.
            listen.Use(next => connection => ConnectionGate.RunAsync(connection, next, options.BytesPerSecond));
        }
    }
}
