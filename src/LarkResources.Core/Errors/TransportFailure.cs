using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using LarkResources.Text;

namespace LarkResources.Errors;

/// <summary>The reason a request failed.</summary>
/// <param name="ErrorId">One of the ids of <see cref="ModuleErrors"/>.</param>
/// <param name="Reason">What happened, with host and port, without a full stop.</param>
/// <param name="Inner">The exception to keep, or null when its text may hold a secret.</param>
/// <param name="Recommendation">A sentence that fits better than that of the row, or null.</param>
internal sealed partial record TransportFailure(string ErrorId, string Reason, Exception? Inner, string? Recommendation = null)
{
    /// <summary>What to do when the proxy refuses the caller.</summary>
    public static string ProxyRecommendation => LarkErrors.Localized(
        "Run Connect-Lark again with the right -Proxy and -ProxyCredential.",
        "以正确的 -Proxy 和 -ProxyCredential 重新运行 Connect-Lark。");

    /// <summary>The status with which a proxy refused a tunnel; null for any other failure.</summary>
    /// <remarks>.NET 8 has it in the text of the exception alone, between quotes; .NET 10 as its StatusCode.</remarks>
    public static int? ProxyStatus(HttpRequestException e) => e switch
    {
        { HttpRequestError: not HttpRequestError.ProxyTunnelError } => null,
        { StatusCode: { } status } => (int)status,
        _ => QuotedStatus().Match(e.Message) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null,
    };

    /// <summary>Reads an exception of HttpClient, of a response stream or of a socket.</summary>
    public static TransportFailure Of(Exception e, string place)
    {
        if (Chain(e).Any(inner => inner is TimeoutException) || e is OperationCanceledException)
        {
            return new(ModuleErrors.Timeout, $"no data came from {place} within the idle timeout", e);
        }

        var error = e switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException io => io.HttpRequestError,
            _ => HttpRequestError.Unknown,
        };
        return error switch
        {
            HttpRequestError.NameResolutionError => NotResolved(place, e),
            HttpRequestError.SecureConnectionError => NotSecure(place, e),
            HttpRequestError.ProxyTunnelError => NoTunnel(place, e),
            HttpRequestError.ConnectionError => Unreachable(place, e),
            HttpRequestError.ResponseEnded => Broken(place, e),
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded =>
                new(ModuleErrors.UnexpectedResponse, $"the response from {place} is not valid HTTP", e),
            HttpRequestError.HttpProtocolError or HttpRequestError.ExtendedConnectNotSupported or HttpRequestError.VersionNegotiationError =>
                new(ModuleErrors.ConnectionFailed, $"{place} and this machine could not agree on HTTP", e),
            HttpRequestError.UserAuthenticationError =>
                new(ModuleErrors.ConnectionFailed, $"the proxy or {place} did not accept the credentials", e),
            _ => ByCause(place, e),
        };
    }

    private static TransportFailure ByCause(string place, Exception e)
    {
        if (Chain(e).Any(inner => inner is AuthenticationException))
        {
            return NotSecure(place, e);
        }

        if (Socket(e) is { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain })
        {
            return NotResolved(place, e);
        }

        // Outside a HttpRequestException an IOException comes from reading a body that had begun.
        return e is IOException ? Broken(place, e) : Unreachable(place, e);
    }

    private static TransportFailure NotResolved(string place, Exception e) =>
        new(ModuleErrors.ConnectionFailed, $"the name of {place} could not be resolved", e,
            LarkErrors.Localized(
                "Check the network and the DNS server of this machine, and run Connect-Lark with -Proxy if a proxy is needed.",
                "检查本机的网络和 DNS 设置，需要代理时为 Connect-Lark 指定 -Proxy。"));

    private static TransportFailure NotSecure(string place, Exception e)
    {
        // The framework's text names the fault of the certificate and nothing of the request.
        var detail = Chain(e).OfType<AuthenticationException>().FirstOrDefault()?.Message;
        var reason = detail is null
            ? $"could not make a TLS connection to {place}"
            : $"the TLS certificate of {place} was not accepted or the handshake failed: {SingleLineText.From(detail, 300).TrimEnd('.')}";
        return new(ModuleErrors.ConnectionFailed, reason, e,
            LarkErrors.Localized(
                "Check the clock of this machine, and trust the root certificate of the proxy if one inspects the traffic.",
                "检查本机的系统时间，若有代理解密流量，请信任该代理的根证书。"));
    }

    private static TransportFailure NoTunnel(string place, Exception e)
    {
        var status = e is HttpRequestException tunnel && ProxyStatus(tunnel) is { } code ? $" (HTTP {code})" : string.Empty;

        // The framework's text quotes the proxy's address, and that may hold a user name and a password.
        return new(ModuleErrors.ConnectionFailed, $"the proxy refused a tunnel to {place}{status}", null, ProxyRecommendation);
    }

    private static TransportFailure Unreachable(string place, Exception e) =>
        new(ModuleErrors.ConnectionFailed, $"no connection to {place}{Cause(e)}", e);

    private static TransportFailure Broken(string place, Exception e) =>
        new(ModuleErrors.TransferIncomplete, $"the connection to {place} broke before the response was complete{Cause(e)}", e);

    private static string Cause(Exception e) => Socket(e) is { } socket ? $" ({socket.SocketErrorCode})" : "";

    private static SocketException? Socket(Exception e) => Chain(e).OfType<SocketException>().FirstOrDefault();

    private static IEnumerable<Exception> Chain(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            yield return inner;
        }
    }

    [GeneratedRegex("'([1-5][0-9]{2})'")]
    private static partial Regex QuotedStatus();
}
