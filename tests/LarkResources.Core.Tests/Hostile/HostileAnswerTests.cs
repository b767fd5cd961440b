using System.Text;
using System.Text.Json;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Hostile;

/// <summary>Answers that are made to hang, flood or mislead, over real sockets.</summary>
public sealed class HostileAnswerTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    private const string Json = Ok + "Content-Type: application/json\r\n";

    private static readonly byte[] Letters = Enumerable.Repeat((byte)'a', 64 << 10).ToArray();

    private static readonly Dictionary<string, Func<LarkClient, Uri, Task>> Endpoints = new()
    {
        ["message"] = (client, _) => client.GetMessageAsync("om_1", ApiSend.Tree, default),
        ["history"] = (client, _) => client.ListMessagesAsync(new("oc_1", false), 50, null, ApiSend.Tree, default),
        ["messages"] = (client, _) => client.GetMessagesAsync(["om_1", "om_2"], ApiSend.Tree, default),
        ["search"] = (client, _) => client.SearchMessagesAsync(new() { Query = "plan" }, 50, null, default),
        ["chats"] = (client, _) => client.ListChatsAsync(true, null, default),
        ["chat"] = (client, _) => client.GetChatAsync("oc_1", default),
        ["folder"] = (client, _) => client.ListFolderAsync("om_1", "file_1", true, default),
        ["identity"] = (client, _) => client.IdentifyAsync(default),
        ["bot"] = (client, _) => client.GetBotAsync(default),
        ["scopes"] = (client, _) => client.ListScopesAsync(default),
        ["tenant token"] = (client, host) => TokenEndpoint.GetTenantTokenAsync(client.SendAsync, host, "cli_1", "secret", default),
        ["app token"] = (client, host) => TokenEndpoint.GetAppTokenAsync(client.SendAsync, host, "cli_1", "secret", "ticket", default),
        ["store token"] = (client, host) => TokenEndpoint.GetStoreTenantTokenAsync(client.SendAsync, host, "cli_1", "token", "tenant", default),
        ["sign-in"] = async (client, host) =>
        {
            using var endpoint = new OAuthEndpoint(host, "cli_1", new("secret"));
            await endpoint.AuthorizeAsync(client.SendAsync, ["offline_access"], default);
        },
        ["refresh"] = async (client, host) =>
        {
            using var endpoint = new OAuthEndpoint(host, "cli_1", new("secret"));
            await endpoint.RefreshAsync(client.SendAsync, "ur-1", default);
        },
    };

    public static TheoryData<string> EndpointNames() => [.. Endpoints.Keys];

    [Theory]
    [MemberData(nameof(EndpointNames))]
    public async Task An_endless_answer_is_cut_off(string endpoint)
    {
        await using var server = RawServer.Always(Json + "\r\n{\"data\":\"", Letters);
        var error = await FailAsync(server, client => Endpoints[endpoint](client, server.BaseUri));
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.InRange(server.Sent, 1 << 20, 2L * ApiSend.LargestAnswer);
    }

    [Theory]
    [MemberData(nameof(EndpointNames))]
    public async Task An_answer_ten_thousand_levels_deep_is_told(string endpoint)
    {
        await using var server = RawServer.Always(Json + "\r\n{\"code\":0,\"data\":" + new string('[', 10_000) + new string(']', 10_000) + "}");
        Assert.Equal("UnexpectedResponse", (await FailAsync(server, client => Endpoints[endpoint](client, server.BaseUri))).ErrorId);
    }

    [Theory]
    [InlineData("400 Bad Request", "UnexpectedResponse")]
    [InlineData("500 Internal Server Error", "PlatformError")]
    public async Task Of_an_error_body_of_a_gigabyte_only_the_start_is_read(string status, string id)
    {
        await using var server = RawServer.Always($"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: 1073741824\r\n\r\nOut of order. ", Letters);
        var error = await FailAsync(server, Download);
        Assert.Equal(id, error.ErrorId);
        Assert.Contains("Out of order.", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 1000);
        Assert.InRange(server.Sent, 0, 64 << 20);
    }

    [Fact]
    public async Task Endless_headers_are_cut_off()
    {
        await using var server = RawServer.Always(Ok, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => $"X-Header-{i}: {new string('x', 100)}\r\n"))));
        Assert.Equal("UnexpectedResponse", (await FailAsync(server, Download)).ErrorId);
        Assert.InRange(server.Sent, 0, 64 << 20);
    }

    [Fact]
    public async Task One_header_without_an_end_is_cut_off()
    {
        await using var server = RawServer.Always(Ok + "Content-Disposition: attachment; filename=\"", Letters);
        Assert.Equal("UnexpectedResponse", (await FailAsync(server, Download)).ErrorId);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-Slow: ", "x")]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]
    public async Task Headers_that_drip_for_ever_end_with_the_idle_timeout(string start, string drop)
    {
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), stop);
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(drop), stop);
                await Task.Delay(20, stop);
            }
        });
        var error = await FailAsync(server, Download, new ConnectionSettings { MaximumRetryCount = 0, IdleTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal("Timeout", error.ErrorId);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\nContent-Length: 1000000\r\n\r\n")]
    [InlineData(Json + "\r\n{\"data\":\"")]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 1000000\r\n\r\n")]
    public async Task A_body_that_drips_for_ever_can_be_stopped(string head)
    {
        // Something always comes, so no idle timeout: how slow is too slow, only a person can say.
        var dripped = new TaskCompletionSource();
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop);
            for (var drops = 0; ; drops++)
            {
                await stream.WriteAsync(Letters.AsMemory(0, 1), stop);
                await Task.Delay(20, stop);
                if (drops == 10)
                {
                    dripped.SetResult();
                }
            }
        });
        var connection = server.Connect();
        using var stop = new CancellationTokenSource();
        var folder = Directory.CreateTempSubdirectory("lark-drip-").FullName;
        var download = SaveAsync(connection, folder, stop.Token);
        await dripped.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
        connection.Close();
    }

    [Fact]
    public async Task Redirects_without_an_end_are_left_after_five()
    {
        var hop = 0;
        await using var server = new RawServer((_, stream, stop) =>
            stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: /{Interlocked.Increment(ref hop)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), stop).AsTask());
        Assert.Equal("UnexpectedResponse", (await FailAsync(server, Download)).ErrorId);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_packed_answer_is_refused_and_not_unpacked()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(bomb, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[50 << 20]);
        }

        foreach (var call in new[] { Download, client => client.GetMessageAsync("om_1", ApiSend.Tree, default) })
        {
            await using var server = new RawServer(async (_, stream, stop) =>
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(Ok + $"Content-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\n\r\n"), stop);
                await stream.WriteAsync(bomb.ToArray(), stop);
            });
            Assert.Equal("UnexpectedResponse", (await FailAsync(server, call)).ErrorId);
            Assert.Contains("identity", server.Requests.Single(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked")]
    [InlineData("gzip")]
    [InlineData("xchunked")]
    public async Task A_transfer_encoding_that_was_not_asked_for_is_refused(string encoding)
    {
        await using var server = RawServer.Always(Ok + $"Transfer-Encoding: {encoding}\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        Assert.Equal("UnexpectedResponse", (await FailAsync(server, Download)).ErrorId);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n", "TransferIncomplete")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nxyz\r\n", "TransferIncomplete")]
    [InlineData("Content-Length: -5\r\n\r\n", "UnexpectedResponse")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n", "UnexpectedResponse")]
    [InlineData("Content-Length: 5\r\nContent-Length: 7\r\n\r\nabcde", "UnexpectedResponse")]
    [InlineData("Content-Length: 9223372036854775807\r\n\r\nabc", "WriteFailed")]
    [InlineData("Content-Length: 1099511627776\r\n\r\nabc", "WriteFailed")]
    public async Task A_length_that_cannot_be_leaves_nothing(string rest, string expected)
    {
        await using var server = RawServer.Always(Ok + "Content-Disposition: attachment; filename=\"a.bin\"\r\n" + rest);
        var folder = Directory.CreateTempSubdirectory("lark-length-").FullName;
        var error = await FailAsync(server, client => SaveAsync(client, folder, default));
        Assert.True(error.ErrorId == expected || (OperatingSystem.IsWindows() && error.ErrorId == "TransferIncomplete"), error.ToString());
        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
    }

    [Theory]
    [InlineData("bytes 0-8388607/9223372036854775807", "TransferIncomplete")]
    [InlineData("bytes 0-8388607/1099511627777", "TransferIncomplete")]
    [InlineData("bytes 0-8388607/1099511627776", "WriteFailed")]
    public async Task A_total_that_no_disk_has_room_for_is_told_and_fills_nothing(string range, string expected)
    {
        await using var server = RawServer.Always($"HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Length: 8388608\r\nContent-Range: {range}\r\n\r\nabc", Letters);
        var folder = Directory.CreateTempSubdirectory("lark-total-").FullName;
        var error = await FailAsync(server, client => SaveAsync(client, folder, default));
        Assert.Equal(expected, error.ErrorId);
        Assert.True(expected != "WriteFailed" || OperatingSystem.IsWindows() || error.Message.Contains("1099511627776 bytes", StringComparison.Ordinal), error.Message);
        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
    }

    [Theory]
    [InlineData("Last-Modified: \u00FCbermorgen")]
    [InlineData("ETag: \"\u00FC\"")]
    public async Task A_version_named_in_letters_beyond_ASCII_does_not_stop_the_second_part(string header)
    {
        var bytes = new Random(5).Bytes((8 << 20) + 100);
        await using var server = RawServer.Of(bytes, header + "\r\n");
        var folder = Directory.CreateTempSubdirectory("lark-version-").FullName;
        var connection = server.Connect();
        await SaveAsync(connection, folder, default);
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(folder, "target.bin")));
        Directory.Delete(folder, recursive: true);
        connection.Close();
    }

    [Theory]
    [InlineData("../../evil.bin")]
    [InlineData("..\\..\\evil.bin")]
    [InlineData("/etc/evil.bin")]
    [InlineData("C:\\Windows\\evil.bin")]
    [InlineData("C:evil.bin")]
    [InlineData("\\\\server\\share\\evil.bin")]
    [InlineData("a.txt:evil.bin")]
    [InlineData("..")]
    [InlineData("%2e%2e%2fevil.bin")]
    [InlineData("CON")]
    public async Task A_name_stays_in_the_folder(string name)
    {
        await using var server = RawServer.Of("abc"u8.ToArray(), $"Content-Disposition: attachment; filename=\"{name.Replace("\\", "\\\\")}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}\r\n");
        var top = Directory.CreateTempSubdirectory("lark-names-").FullName;
        var folder = Directory.CreateDirectory(Path.Combine(top, "a", "b")).FullName;
        var connection = server.Connect();
        var id = new ResourceId("om_1", "file_v3_1", LarkResourceType.File);
        await new FileDownload(new(connection.Client(), id, 0), new(id), new()).RunAsync(made => Task.FromResult(new FileTarget(Path.Combine(folder, made), Overwrite: false)), null, default);
        var file = Assert.Single(Directory.GetFiles(top, "*", SearchOption.AllDirectories));
        Assert.Equal(folder, Path.GetDirectoryName(file));
        Assert.Null(Naming.NameRules.Violation(Path.GetFileName(file)));
        Directory.Delete(top, recursive: true);
        connection.Close();
    }

    [Fact]
    public async Task Pages_that_are_empty_for_ever_end_with_an_error()
    {
        var asked = 0;
        var pages = Pages.ReadAsync((_, _) => Task.FromResult(JsonDocument.Parse($"{{\"data\":{{\"has_more\":true,\"page_token\":\"t{asked++}\",\"items\":[]}}}}")), item => item.ToString(), int.MaxValue, "The list", default);
        var error = await Assert.ThrowsAsync<LarkException>(async () => await pages.GetAsyncEnumerator().MoveNextAsync());
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.InRange(asked, 1000, 1001);
    }

    [Theory]
    [InlineData("chats")]
    [InlineData("messages")]
    public async Task Pages_that_have_the_same_items_for_ever_end_with_an_error(string list)
    {
        var asked = 0;
        await using var server = new RawServer((_, stream, stop) =>
        {
            // Two pages in turn, each under a new token.
            var id = asked++ % 2;
            return stream.WriteAsync(Encoding.UTF8.GetBytes(Json + $"\r\n{{\"code\":0,\"data\":{{\"has_more\":true,\"page_token\":\"t{asked}\",\"items\":[{{\"chat_id\":\"oc_{id}\",\"message_id\":\"om_{id}\"}}]}}}}"), stop).AsTask();
        });
        var count = 0;
        var error = await FailAsync(server, async client =>
        {
            await foreach (var item in list == "chats" ? (IAsyncEnumerable<object>)ChatDirectory.ListAsync(client, default) : MessageHistory.ReadAsync(client, new("oc_1", IsThread: false), default))
            {
                count++;
            }
        });
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.Contains("nothing new", error.Message, StringComparison.Ordinal);
        Assert.InRange(asked, 1002, 1003);
        Assert.Equal(1002, count);
    }

    [Fact]
    public async Task A_page_token_too_long_for_an_address_is_told()
    {
        await using var server = RawServer.Always(Json + "\r\n{\"code\":0,\"data\":{\"has_more\":true,\"items\":[],\"page_token\":\"" + new string('x', 70_000) + "\"}}");
        var error = await FailAsync(server, async client => await ChatDirectory.ListAsync(client, default).GetAsyncEnumerator().MoveNextAsync());
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_page_with_a_hundred_thousand_items_is_read()
    {
        await using var server = RawServer.Always(Json + "\r\n{\"code\":0,\"data\":{\"items\":[" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"{{\"chat_id\":\"oc_{i}\"}}")) + "]}}");
        var connection = server.Connect();
        var count = 0;
        await foreach (var chat in ChatDirectory.ListAsync(connection.Client(), default))
        {
            count++;
        }

        Assert.Equal(100_000, count);
        connection.Close();
    }

    private static readonly Func<LarkClient, Task> Download = client => new MemoryDownload(
        new(client, new ResourceId("om_1", "file_v3_1", LarkResourceType.File), 0), new(new("om_1", "file_v3_1", LarkResourceType.File)), new()).RunAsync(default);

    private static async Task<LarkException> FailAsync(RawServer server, Func<LarkClient, Task> call, ConnectionSettings? settings = null)
    {
        var connection = server.Connect(settings);
        var error = await Assert.ThrowsAsync<LarkException>(() => call(connection.Client()));
        connection.Close();
        return error;
    }

    private static Task<TransferResult> SaveAsync(LarkConnection connection, string folder, CancellationToken cancellationToken) => SaveAsync(connection.Client(), folder, cancellationToken);

    private static Task<TransferResult> SaveAsync(LarkClient client, string folder, CancellationToken cancellationToken)
    {
        var id = new ResourceId("om_1", "file_v3_1", LarkResourceType.File);
        var target = Path.Combine(folder, "target.bin");
        return new FileDownload(new(client, id, 0), new(id), new()).RunAsync(_ => Task.FromResult(new FileTarget(target, Overwrite: false)), target, cancellationToken);
    }
}
