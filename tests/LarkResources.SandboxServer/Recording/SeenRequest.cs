namespace LarkResources.Sandbox.Server.Recording;

/// <summary>One request as it arrived, and what became of it. Holds no token.</summary>
public sealed class SeenRequest
{
    /// <summary>The number of the request, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query as sent.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>The endpoint, with ids left out.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The Host header.</summary>
    public string? Host { get; init; }

    /// <summary>The Range header.</summary>
    public string? Range { get; init; }

    /// <summary>The If-Range header.</summary>
    public string? IfRange { get; init; }

    /// <summary>The Accept-Encoding header.</summary>
    public string? AcceptEncoding { get; init; }

    /// <summary>The User-Agent header.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The Content-Length header.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Whether a token came along.</summary>
    public bool HasAuthorization { get; init; }

    /// <summary>Eight digits of the token's hash: tells two tokens apart and nothing else.</summary>
    public string? TokenMark { get; init; }

    /// <summary>Whether it arrived at the second host.</summary>
    public bool OnOtherHost { get; init; }

    /// <summary>The connection it came on.</summary>
    public required string Connection { get; init; }

    /// <summary>The fault it met.</summary>
    public string? Fault { get; internal set; }

    /// <summary>The status that was sent; 0 when none was.</summary>
    public int Status { get; internal set; }

    /// <summary>How many bytes of body were handed to the connection.</summary>
    public long BytesSent { get; internal set; }

    /// <summary>How long the answer took; null while it is under way.</summary>
    public double? Milliseconds { get; internal set; }
}
