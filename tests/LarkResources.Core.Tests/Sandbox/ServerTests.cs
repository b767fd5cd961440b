using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LarkResources.Tests.Sandbox;

/// <summary>What the tests over a real socket have in common: a server of their own and a client that shows raw bytes.</summary>
public abstract class ServerTests : IAsyncLifetime
{
    protected const string Report = "/open-apis/im/v1/messages/om_sandbox_report/resources/file_v3_sandbox_report?type=file";
    protected const string Mebibyte = "/open-apis/im/v1/messages/om_sandbox_1mib/resources/file_v3_sandbox_1mib?type=file";

    protected SandboxServer Server { get; private set; } = null!;

    protected HttpClient Client { get; private set; } = null!;

    protected virtual SandboxServerOptions Options => new();

    public async Task InitializeAsync()
    {
        Server = await SandboxServer.StartAsync(Options);
        Client = new HttpClient { BaseAddress = Server.BaseUri };
        Client.DefaultRequestHeaders.Add("Authorization", "Bearer t-sandbox");
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    protected void Plan(params Fault[] faults) => Server.Faults.Add(faults);

    protected async Task<HttpResponseMessage> RangeAsync(string path, long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Range = new(from, to);
        return await Client.SendAsync(request);
    }

    /// <summary>Asks on a connection of its own and reads to the end, however it comes.</summary>
    protected async Task<RawAnswer> RawAsync(string path, string? range = null, TimeSpan? patience = null)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(Server.BaseUri.Host, Server.BaseUri.Port);
        var stream = connection.GetStream();
        var question = string.Create(CultureInfo.InvariantCulture, $"GET {path} HTTP/1.1\r\nHost: {Server.BaseUri.Authority}\r\nAuthorization: Bearer t-sandbox\r\n");
        question += (range is null ? "" : $"Range: {range}\r\n") + "Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(question));
        using var received = new MemoryStream();
        using var timeout = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(20));
        var end = "closed";
        try
        {
            await stream.CopyToAsync(received, timeout.Token);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            end = "reset";
        }
        catch (OperationCanceledException)
        {
            end = "stalled";
        }

        var text = Encoding.Latin1.GetString(received.ToArray());
        var split = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return split < 0 ? new RawAnswer("", text, end) : new RawAnswer(text[..split], text[(split + 4)..], end);
    }

    /// <summary>An answer as it lay on the wire, one character for each byte.</summary>
    protected sealed record RawAnswer(string Head, string Body, string End)
    {
        public string Status => Head.Length > 12 ? Head[9..12] : "";

        public string? Header(string name) => Head.Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
    }
}
