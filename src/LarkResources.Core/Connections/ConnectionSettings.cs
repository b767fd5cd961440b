using System.Net;

namespace LarkResources.Connections;

/// <summary>What a connection is made with, apart from its credentials.</summary>
internal sealed record ConnectionSettings
{
    public Uri? BaseUri { get; init; }

    public LarkRegion? Region { get; init; }

    public bool AllowUnencrypted { get; init; }

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public int MaximumRetryCount { get; init; } = 4;

    public int CallsPerSecond { get; init; } = 50;

    public int CallsPerMinute { get; init; } = 1000;

    public IWebProxy? Proxy { get; init; }

    public string UserAgent { get; init; } = "LarkResources";
}
