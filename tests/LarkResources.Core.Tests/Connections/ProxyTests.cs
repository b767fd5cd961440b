using System.Net;
using System.Text;
using LarkResources.Text;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Connections;

public sealed class ProxyTests
{
    private const string Password = "proxy-password-4711";

    // Hosts that do not exist: who gets an answer went through the proxy.
    private static readonly Uri Plain = new("http://tenant.invalid/");
    private static readonly Uri Encrypted = new("https://tenant.invalid/");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Plain_requests_go_through_the_proxy(bool withCredentials)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var proxy = new SmallProxy(server.BaseUri, withCredentials ? "someone" : null, Password);
        var connection = Connect(Plain, proxy, withCredentials ? Password : null);
        await connection.CheckAsync(null, CancellationToken.None);
        Assert.All(proxy.Seen, line => Assert.StartsWith("POST http://tenant.invalid/open-apis/", line, StringComparison.Ordinal));
        Assert.Contains(server.Requests.Snapshot(), request => request.Host == "tenant.invalid");
        connection.Close();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task This_machine_is_reached_without_a_proxy_on_another(string host)
    {
        await using var server = await SandboxServer.StartAsync();
        var address = new UriBuilder(server.BaseUri) { Host = host }.Uri;
        var settings = new ConnectionSettings { Proxy = ProxyAddress.Open(new("http://proxy.invalid:8080"), new("someone", Password)), MaximumRetryCount = 0 };
        var connection = TransferRig.Connect(address, settings);
        await connection.CheckAsync(null, CancellationToken.None);
        Assert.NotEmpty(server.Requests.Snapshot());
        connection.Close();
    }

    [Fact]
    public async Task This_machine_is_reached_through_a_proxy_on_it()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var proxy = new SmallProxy(server.BaseUri);
        var connection = Connect(server.BaseUri, proxy, null);
        await connection.CheckAsync(null, CancellationToken.None);
        Assert.NotEmpty(proxy.Seen);
        connection.Close();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Encrypted_requests_go_through_a_tunnel(bool withCredentials)
    {
        // The certificate is not one that is trusted here: that it is judged at all shows that the tunnel stands.
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions { Https = true });
        await using var proxy = new SmallProxy(server.BaseUri, withCredentials ? "someone" : null, Password);
        var connection = Connect(Encrypted, proxy, withCredentials ? Password : null);
        var e = await Assert.ThrowsAsync<LarkException>(() => connection.CheckAsync(null, CancellationToken.None));
        Assert.Contains("certificate", e.Message, StringComparison.Ordinal);
        Assert.Contains("CONNECT tenant.invalid:443 HTTP/1.1", proxy.Seen);
        connection.Close();
    }

    [Theory]
    [InlineData("http://tenant.invalid/", true)]
    [InlineData("http://tenant.invalid/", false)]
    [InlineData("https://tenant.invalid/", true)]
    [InlineData("https://tenant.invalid/", false)]
    public async Task Wrong_or_no_credentials_are_told_once_and_without_the_password(string baseUri, bool withCredentials)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var proxy = new SmallProxy(server.BaseUri, "someone", "the right one");
        var connection = Connect(new(baseUri), proxy, withCredentials ? Password : null);
        var e = await Assert.ThrowsAsync<LarkException>(() => connection.CheckAsync(null, CancellationToken.None));
        Assert.Equal("ConnectionFailed", e.ErrorId);
        Assert.Contains("proxy", e.Message, StringComparison.Ordinal);
        Assert.Contains("407", e.Message, StringComparison.Ordinal);
        Assert.Contains("-ProxyCredential", e.Recommendation, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, e.ToString(), StringComparison.Ordinal);
        Assert.InRange(proxy.Refused, 1, 2);
        connection.Close();
    }

    [Theory]
    [InlineData("some one", "p@ss:w%rd/", "some%20one:p%40ss:w%25rd%2F")]
    [InlineData("someone", "", "someone")]
    [InlineData("domain\\someone", "secret", "domain%5Csomeone:secret")]
    public async Task User_and_password_in_the_address_are_used(string user, string password, string userInfo)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var proxy = new SmallProxy(server.BaseUri, user, password);
        var given = new Uri($"http://{userInfo}@127.0.0.1:{proxy.Address.Port}/");
        var settings = new ConnectionSettings { Proxy = ProxyAddress.Open(given, null), AllowUnencrypted = true, MaximumRetryCount = 2 };
        var connection = TransferRig.Connect(Plain, settings);
        await connection.CheckAsync(null, CancellationToken.None);
        Assert.NotEmpty(server.Requests.Snapshot());
        Assert.Empty(((WebProxy)settings.Proxy).Address!.UserInfo);
        connection.Close();
    }

    [Fact]
    public async Task Credentials_of_their_own_count_more_than_those_in_the_address()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var proxy = new SmallProxy(server.BaseUri, "someone", Password);
        var given = new Uri($"http://other:wrong@127.0.0.1:{proxy.Address.Port}/");
        var connection = TransferRig.Connect(Plain, new ConnectionSettings { Proxy = ProxyAddress.Open(given, new("someone", Password)), AllowUnencrypted = true, MaximumRetryCount = 2 });
        await connection.CheckAsync(null, CancellationToken.None);
        connection.Close();
    }

    [Theory]
    [InlineData("someone")]
    [InlineData("domain\\someone")]
    public async Task Credentials_that_the_proxy_sends_back_are_struck_out(string user)
    {
        await using var proxy = new SmallProxy(Plain, user, Password) { Echoes = true };
        var given = new Uri($"http://{Uri.EscapeDataString(user)}:{Password}@127.0.0.1:{proxy.Address.Port}/");
        using var token = new NetworkCredential(string.Empty, SandboxCredentials.StaticTenantToken).SecurePassword;
        var connection = ConnectionFactory.ForToken(token, new() { BaseUri = Plain, Proxy = ProxyAddress.Open(given, null), AllowUnencrypted = true, MaximumRetryCount = 0 }, new HttpStack());
        var notices = new NoticeLog();
        var e = await Assert.ThrowsAsync<LarkException>(() => connection.CheckAsync(notices, CancellationToken.None));
        Assert.Contains($"{SentSecrets.Hidden} is {user}:{SentSecrets.Hidden}", e.Message, StringComparison.Ordinal);
        var shown = $"{e}{string.Concat(notices.Requests)}";
        Assert.Contains($"X-Sent: {SentSecrets.Hidden}", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Password}")), shown, StringComparison.Ordinal);
        connection.Close();
    }

    [Fact]
    public async Task A_password_in_the_address_of_the_proxy_is_in_no_error()
    {
        var settings = new ConnectionSettings { Proxy = new WebProxy(new Uri($"http://someone:{Password}@127.0.0.1:1/")), AllowUnencrypted = true, MaximumRetryCount = 0 };
        foreach (var baseUri in new[] { Plain, Encrypted })
        {
            var connection = TransferRig.Connect(baseUri, settings);
            var e = await Assert.ThrowsAsync<LarkException>(() => connection.CheckAsync(null, CancellationToken.None));
            Assert.Equal("ConnectionFailed", e.ErrorId);
            Assert.DoesNotContain(Password, e.ToString(), StringComparison.Ordinal);
            connection.Close();
        }
    }

    private static LarkConnection Connect(Uri baseUri, SmallProxy proxy, string? password) => TransferRig.Connect(baseUri, new ConnectionSettings
    {
        Proxy = new WebProxy(proxy.Address) { Credentials = password is null ? null : new NetworkCredential("someone", password) },
        AllowUnencrypted = true,
        MaximumRetryCount = 2,
    });
}
