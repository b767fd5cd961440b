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
    /// <param name="e">The exception.</param>
    /// <param name="peer">The machine it happened at.</param>
    public static TransportFailure Of(Exception e, FailedPeer peer)
    {
        var failure = Of(e, peer.Name);
        return peer.IsProxy ? failure with { Recommendation = ProxyRecommendation } : failure;
    }

    private static TransportFailure Of(Exception e, string place)
    {
        if (Chain(e).Any(inner => inner is TimeoutException) || e is OperationCanceledException)
        {
            return new(ModuleErrors.Timeout, LarkErrors.Localized($"no data came from {place} within the idle timeout", $"在空闲超时时间内没有收到 {place} 的数据"), e);
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
                new(ModuleErrors.UnexpectedResponse, LarkErrors.Localized($"the response from {place} is not valid HTTP", $"{place} 的响应不是有效的 HTTP"), e),
            HttpRequestError.HttpProtocolError or HttpRequestError.ExtendedConnectNotSupported or HttpRequestError.VersionNegotiationError =>
                new(ModuleErrors.ConnectionFailed, LarkErrors.Localized($"{place} and this machine could not agree on HTTP", $"{place} 与本机无法协商 HTTP 版本"), e),
            HttpRequestError.UserAuthenticationError =>
                new(ModuleErrors.ConnectionFailed, LarkErrors.Localized($"the proxy or {place} did not accept the credentials", $"代理或 {place} 不接受该凭证"), e),
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
        new(ModuleErrors.ConnectionFailed, LarkErrors.Localized($"the name of {place} could not be resolved", $"无法解析 {place} 的域名"), e,
            LarkErrors.Localized(
                "Check the network and the DNS server of this machine, and run Connect-Lark with -Proxy if a proxy is needed.",
                "检查本机的网络和 DNS 设置，需要代理时为 Connect-Lark 指定 -Proxy。"));

    private static TransportFailure NotSecure(string place, Exception e)
    {
        // The framework's text names the fault of the certificate and nothing of the request.
        var detail = Chain(e).OfType<AuthenticationException>().FirstOrDefault()?.Message;
        var reason = detail is null
            ? LarkErrors.Localized($"could not make a TLS connection to {place}", $"无法与 {place} 建立 TLS 连接")
            : LarkErrors.Localized($"the TLS certificate of {place} was not accepted or the handshake failed: {SingleLineText.From(detail, 300).TrimEnd('.')}", $"{place} 的 TLS 证书未被接受或握手失败：{SingleLineText.From(detail, 300).TrimEnd('.')}");
        return new(ModuleErrors.ConnectionFailed, reason, e,
            LarkErrors.Localized(
                "Check the clock of this machine, and trust the root certificate of the proxy if one inspects the traffic.",
                "检查本机的系统时间，若有代理解密流量，请信任该代理的根证书。"));
    }

    private static TransportFailure NoTunnel(string place, Exception e)
    {
        var status = e is HttpRequestException tunnel && ProxyStatus(tunnel) is { } code ? LarkErrors.Localized($" (HTTP {code})", $"（HTTP {code}）") : string.Empty;

        // The framework's text quotes the proxy's address, and that may hold a user name and a password.
        return new(ModuleErrors.ConnectionFailed, LarkErrors.Localized($"the proxy refused a tunnel to {place}{status}", $"代理拒绝建立到 {place} 的隧道{status}"), null, ProxyRecommendation);
    }

    private static TransportFailure Unreachable(string place, Exception e) =>
        new(ModuleErrors.ConnectionFailed, LarkErrors.Localized($"no connection to {place}{Cause(e)}", $"无法连接到 {place}{Cause(e)}"), e);

    private static TransportFailure Broken(string place, Exception e) =>
        new(ModuleErrors.ConnectionFailed, LarkErrors.Localized($"the connection to {place} broke before the response was complete{Cause(e)}", $"与 {place} 的连接在响应完成之前中断{Cause(e)}"), e,
            LarkErrors.Localized("Run the same command again.", "请重新运行同一命令。"));

    private static string Cause(Exception e) => Socket(e) is { } socket ? LarkErrors.Localized($" ({socket.SocketErrorCode})", $"（{socket.SocketErrorCode}）") : "";

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
