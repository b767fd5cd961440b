using System.Net;
using LarkResources.Authentication;
using LarkResources.Text;

namespace LarkResources.Connections;

/// <summary>What the HTTP chain of one connection must know. The token source hands tokens out one by one.</summary>
internal sealed record HttpStackSettings
{
    public required Uri BaseUri { get; init; }

    /// <summary>Names the app for the quota, which the platform counts per app (and per endpoint); for a ready token, whose app is not known, a hash of it. Null where the calls reach no platform: they count apart from all others.</summary>
    public required string? QuotaOwner { get; init; }

    public required ITokenSource Tokens { get; init; }

    /// <summary>What no text of an answer may show; filled as secrets are sent.</summary>
    public SentSecrets Secrets { get; init; } = new();

    /// <summary>Takes the place of the socket; the sandbox sets it.</summary>
    public Func<HttpMessageHandler>? PrimaryHandler { get; init; }

    /// <summary>The longest silence that is borne while connecting, waiting for headers, or between two reads of a body.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request is sent again after its first failure; 0 means never.</summary>
    public int MaximumRetryCount { get; init; } = 4;

    /// <summary>The tier of the endpoints used here: 50 calls in any second (official page).</summary>
    public int CallsPerSecond { get; init; } = 50;

    /// <summary>The tier of the endpoints used here: 1000 calls in any minute (official page).</summary>
    public int CallsPerMinute { get; init; } = 1000;

    /// <summary>Null means the proxy the system names.</summary>
    public IWebProxy? Proxy { get; init; }

    public required string UserAgent { get; init; }
}
