using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Clients;

/// <summary>Serves the history of one chat from memory: the pages were made before, so that the server costs next to nothing beside its clients.</summary>
/// <remarks>Whatever is asked is answered with the page of its <c>page_token</c>. It ends when its standard input is closed.</remarks>
internal static class HistoryServer
{
    public const string Verb = "history-server";

    private const string TokenField = "page_token=";

    /// <summary>Arguments: the chat.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var pages = await PagesAsync(arguments[0]);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine($"listening http://{listener.LocalEndpoint}/");
        _ = AcceptAsync(listener, pages);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Until the parent has done.
        }

        return 0;
    }

    /// <summary>The answers of the simulated tenant, with their headers, by the token they are asked for with.</summary>
    private static async Task<Dictionary<string, byte[]>> PagesAsync(string chatId)
    {
        using var http = new HttpClient(new SandboxHandler()) { BaseAddress = new Uri("http://sandbox/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SandboxCredentials.StaticTenantToken);
        var pages = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var token = string.Empty; !pages.ContainsKey(token);)
        {
            var paged = token.Length == 0 ? string.Empty : "&" + TokenField + token;
            var body = await http.GetByteArrayAsync(new Uri($"open-apis/im/v1/messages?container_id_type=chat&container_id={chatId}&sort_type=ByCreateTimeAsc&page_size=50&with_sender_name=true{paged}", UriKind.Relative));
            pages.Add(token, [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]);
            using var page = JsonDocument.Parse(body);
            token = Uri.EscapeDataString(page.RootElement.GetProperty("data").GetProperty("page_token").GetString()!);
        }

        return pages;
    }

    private static async Task AcceptAsync(TcpListener listener, Dictionary<string, byte[]> pages)
    {
        while (true)
        {
            _ = ServeAsync(await listener.AcceptSocketAsync(), pages);
        }
    }

    private static async Task ServeAsync(Socket client, Dictionary<string, byte[]> pages)
    {
        using var connection = client;
        connection.NoDelay = true;
        var request = new byte[16 << 10];
        for (var length = 0; await connection.ReceiveAsync(request.AsMemory(length)) is > 0 and var count;)
        {
            length += count;
            if (!request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                continue;
            }

            await connection.SendAsync(pages[TokenIn(request.AsSpan(0, length))]);
            length = 0;
        }
    }

    private static string TokenIn(ReadOnlySpan<byte> request)
    {
        var line = Encoding.ASCII.GetString(request[..request.IndexOf("\r\n"u8)]);
        var at = line.IndexOf(TokenField, StringComparison.Ordinal);
        return at < 0 ? string.Empty : line[(at + TokenField.Length)..].Split('&', ' ')[0];
    }
}
