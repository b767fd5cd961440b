using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Diagnostics;

/// <summary>Whether the platform can be reached at all: name, connection, encryption, clock.</summary>
internal sealed class NetworkChecks(LarkConnection connection, LarkClient client)
{
    /// <summary>Tokens live for hours, but certificates and signatures are judged by the clock of this machine.</summary>
    private static readonly TimeSpan ToleratedClockDifference = TimeSpan.FromMinutes(5);

    public async IAsyncEnumerable<LarkCheck> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await ResolveAsync(cancellationToken).ConfigureAwait(false);
        var (reach, encryption, serverTime) = await ReachAsync(cancellationToken).ConfigureAwait(false);
        yield return reach;
        yield return encryption;
        yield return Clock(serverTime);
    }

    private async Task<LarkCheck> ResolveAsync(CancellationToken cancellationToken)
    {
        const string name = CheckNames.NameResolution;
        var host = connection.BaseUri.IdnHost;
        if (connection.Identity is LarkIdentity.Sandbox)
        {
            return CheckResult.Skipped(name, "The sandbox runs inside the module, without a network.", "沙箱在模块内运行，不经过网络。");
        }

        if (connection.UsesProxy)
        {
            return CheckResult.Skipped(name, "The proxy resolves the name.", "由代理解析域名。");
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            var list = string.Join(", ", addresses.Take(4).Select(address => address.ToString()));
            return CheckResult.Passed(name, $"{host} is {list}.", $"{host} 解析为 {list}。");
        }
        catch (SocketException e)
        {
            return CheckResult.Failed(
                name,
                ($"{host} could not be resolved: {e.Message}.", $"无法解析 {host}：{e.Message}。"),
                ("Check the DNS server of this machine and the spelling of -BaseUri, or connect with -Proxy.", "检查本机的 DNS 服务器和 -BaseUri 的拼写，或用 -Proxy 连接。"));
        }
    }

    private async Task<(LarkCheck Reach, LarkCheck Tls, DateTimeOffset? ServerTime)> ReachAsync(CancellationToken cancellationToken)
    {
        var isEncrypted = connection.BaseUri.Scheme == Uri.UriSchemeHttps && connection.Identity is not LarkIdentity.Sandbox;
        var notEncrypted = connection.Identity is LarkIdentity.Sandbox
            ? CheckResult.Skipped(CheckNames.Tls, "The sandbox runs inside the module, without a network.", "沙箱在模块内运行，不经过网络。")
            : CheckResult.Skipped(CheckNames.Tls, "The address is http: nothing is encrypted.", "地址为 http，未加密。");
        try
        {
            var (status, elapsed, date) = await client.ProbeAsync(cancellationToken).ConfigureAwait(false);
            var milliseconds = elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            return (
                CheckResult.Passed(CheckNames.Reach, $"{connection.BaseUri.Authority} answered HTTP {status} in {milliseconds} ms.", $"{connection.BaseUri.Authority} 在 {milliseconds} 毫秒内返回 HTTP {status}。"),
                isEncrypted ? CheckResult.Passed(CheckNames.Tls, "The certificate is trusted.", "证书受信任。") : notEncrypted,
                date);
        }
        catch (LarkException e) when (e.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
        {
            return (
                CheckResult.Passed(CheckNames.Reach, $"{connection.BaseUri.Authority} accepts connections.", $"{connection.BaseUri.Authority} 可以连接。"),
                CheckResult.Failed(CheckNames.Tls, e),
                null);
        }
        catch (LarkException e)
        {
            // The usual advice after such an error is to run this very check.
            var reach = e.ErrorId != ModuleErrors.ConnectionFailed || !LarkErrors.HasUsualAdvice(e) ? CheckResult.Failed(CheckNames.Reach, e) : CheckResult.Failed(
                CheckNames.Reach,
                (e.Message, e.Message),
                ("Check the network of this machine, a firewall on the way, and -BaseUri; where a proxy is needed, connect with -Proxy.", "检查本机网络、途中的防火墙和 -BaseUri；需要代理时，用 -Proxy 连接。"));
            return (reach, CheckResult.SkippedAfter(CheckNames.Tls, CheckNames.Reach), null);
        }
    }

    private static LarkCheck Clock(DateTimeOffset? serverTime)
    {
        const string name = CheckNames.Clock;
        if (serverTime is not { } server)
        {
            return CheckResult.Skipped(name, "No response contained a date.", "所有响应中都没有日期。");
        }

        var difference = DateTimeOffset.UtcNow - server;
        var seconds = difference.TotalSeconds.ToString("+0;-0;0", CultureInfo.InvariantCulture);
        return difference.Duration() <= ToleratedClockDifference
            ? CheckResult.Passed(name, $"The clock of this machine differs by {seconds} s.", $"本机时钟与服务器相差 {seconds} 秒。")
            : CheckResult.Failed(
                name,
                ($"The clock of this machine differs by {seconds} s.", $"本机时钟与服务器相差 {seconds} 秒。"),
                ("Let the operating system set the clock from a time server.", "让操作系统从时间服务器同步时钟。"));
    }
}
