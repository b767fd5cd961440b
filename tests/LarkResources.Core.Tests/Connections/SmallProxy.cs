using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LarkResources.Tests.Connections;

/// <summary>A forward proxy on loopback: tunnels for CONNECT, requests in absolute form for http, and credentials when it is given some.</summary>
internal sealed class SmallProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string? expected;
    private readonly Uri target;
    private readonly Task accepting;

    /// <param name="target">Where everything goes, whatever host is asked for.</param>
    /// <param name="user">Who may pass; null lets everybody pass.</param>
    /// <param name="password">With what.</param>
    public SmallProxy(Uri target, string? user = null, string? password = null)
    {
        this.target = target;
        expected = user is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>The first line of every request that came.</summary>
    public ConcurrentQueue<string> Seen { get; } = [];

    /// <summary>True to refuse what would pass, with what was sent to the proxy in the body and in a header.</summary>
    public bool Echoes { get; init; }

    /// <summary>How many requests were sent away for want of the right credentials.</summary>
    public int Refused => refused;

    private int refused;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { } head)
                {
                    Seen.Enqueue(head[0]);
                    if (expected is not null && !head.Contains("Proxy-Authorization: " + expected, StringComparer.OrdinalIgnoreCase))
                    {
                        Interlocked.Increment(ref refused);
                        await SkipBodyAsync(stream, head);
                        await WriteAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\n\r\n");
                        continue;
                    }

                    if (Echoes)
                    {
                        await SkipBodyAsync(stream, head);
                        var sent = head.Find(line => line.StartsWith("Proxy-Authorization:", StringComparison.OrdinalIgnoreCase))?.Split(' ')[^1] ?? string.Empty;
                        var body = $$"""{"code":230001,"msg":"{{sent}} is {{Encoding.UTF8.GetString(Convert.FromBase64String(sent))}}"}""";
                        await WriteAsync(stream, $"HTTP/1.1 400 Bad Request\r\nX-Sent: {sent}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
                        continue;
                    }

                    await ForwardAsync(stream, head);
                    return;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
            }
        }
    }

    /// <summary>Hands the connection over: what follows goes through as it is, and ends with the answer.</summary>
    private async Task ForwardAsync(NetworkStream stream, List<string> head)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(target.Host, target.Port, stop.Token);
        var far = server.GetStream();
        if (head[0].StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await WriteAsync(stream, "HTTP/1.1 200 Connection established\r\n\r\n");
        }
        else
        {
            var parts = head[0].Split(' ');
            var passed = head.Skip(1).Where(line => !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
            await WriteAsync(far, string.Join("\r\n", [$"{parts[0]} {new Uri(parts[1]).PathAndQuery} {parts[2]}", .. passed, "Connection: close", "", ""]));
        }

        await Task.WhenAny(stream.CopyToAsync(far, stop.Token), far.CopyToAsync(stream, stop.Token));
    }

    private async Task<List<string>?> ReadHeadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        return [.. text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    private async Task SkipBodyAsync(NetworkStream stream, List<string> head)
    {
        var header = head.Find(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (header is not null && int.TryParse(header.Split(':')[1], out var length))
        {
            await stream.ReadExactlyAsync(new byte[length], stop.Token);
        }
    }

    private Task WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop.Token).AsTask();
}
