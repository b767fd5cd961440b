using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LarkResources.Tests.Authentication;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>A server, or a proxy on the way, sends back what it was sent: none of it may be seen, wherever it stands.</summary>
public sealed class EchoedSecretTests
{
    private const string Secret = "Zq8Rk2mVtX5bN7cJ4hL9pW3sD6fG1aYe";
    private const string Token = "t-g104b8fWPLRXZJ5ZK2JY6ZQDSNWQ7NDAKYTRQOZL";

    private static readonly ResourceId Id = new("om_1", "file_v3_1", LarkResourceType.File);
    private static readonly Uri BaseUri = new("https://open.example.com/");

    private readonly NoticeLog _notices = new();

    [Theory]
    [InlineData("Invalid access token for authorization: " + Token)]
    [InlineData("You sent Authorization=" + Token + " and secret " + Secret)]
    [InlineData("lower case: t-g104b8fwplrxzj5zk2jy6zqdsnwq7ndakytrqozl")]
    public async Task Token_in_the_message_of_a_refusal_is_struck_out(string message)
    {
        var error = await RefusalAsync(JsonSerializer.Serialize(new { code = 1234567, msg = message }));
        AssertClean(error);
        Assert.Contains(SentSecrets.Hidden, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_in_any_other_field_of_a_refusal_is_struck_out()
    {
        var link = "https://open.example.com/x?token=" + Token;
        var error = await RefusalAsync(JsonSerializer.Serialize(new
        {
            code = 1234567,
            msg = "no",
            log_id = Token,
            error = new
            {
                field_violations = new[] { new { field = Token, description = Secret } },
                permission_violations = new[] { new { subject = Token } },
                helps = new[] { new { url = link } },
                troubleshooter = "see " + link,
            },
            data = new { challenge_url = link },
        }));
        AssertClean(error);
        Assert.Empty(error.HelpLinks);
    }

    [Fact]
    public async Task Token_that_is_cut_by_the_length_of_a_line_is_struck_out_in_whole()
    {
        var error = await RefusalAsync(JsonSerializer.Serialize(new { code = 1234567, msg = new string('x', 490) + Token }));
        Assert.DoesNotContain("t-g104", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_at_the_end_of_what_is_shown_of_a_foreign_page_is_struck_out()
    {
        var error = await RefusalAsync("<html>" + new string('x', 185) + Token);
        Assert.DoesNotContain("t-g104", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_json_spells_with_escapes_is_struck_out()
    {
        var escaped = string.Concat(Token.Select(c => $"\\u{(int)c:x4}"));
        AssertClean(await RefusalAsync($$"""{"code":1234567,"msg":"no {{escaped}}"}"""));
    }

    [Fact]
    public async Task Secret_that_the_token_call_refuses_is_struck_out()
    {
        using var server = new Server { Tokens = () => Json($$"""{"code":10014,"msg":"app secret {{Secret}} is invalid"}""", HttpStatusCode.BadRequest, ("X-Tt-Logid", Secret)) };
        var connection = Connect(server);
        try
        {
            AssertClean(await Assert.ThrowsAsync<LarkException>(() => connection.CheckAsync(_notices, CancellationToken.None)));
        }
        finally
        {
            connection.Close();
        }
    }

    [Fact]
    public async Task Refresh_token_that_the_token_call_refuses_is_struck_out()
    {
        const string Refresh = "ur-oQ0mMq6MCcueAv0pxx2fQQhxqv__CbLu6G8ySFwafeKww2Def2BJdOkW3";
        using var server = new Server { Tokens = () => Json($$"""{"code":20026,"error":"invalid_grant","error_description":"the token {{Refresh}} of {{Secret}} is dead"}""", HttpStatusCode.BadRequest) };
        using var handler = new ApiErrorHandler(TimeSpan.FromSeconds(60), CancellationToken.None) { InnerHandler = server };
        using var invoker = new HttpMessageInvoker(handler);
        using var endpoint = new OAuthEndpoint(BaseUri, "cli_a", new(Secret));
        var error = await Assert.ThrowsAsync<LarkException>(() => endpoint.RefreshAsync(invoker.SendAsync, Refresh, CancellationToken.None));
        Assert.DoesNotContain(Refresh, error.ToString(), StringComparison.Ordinal);
        AssertClean(error);
    }

    [Fact]
    public async Task Headers_of_an_answer_are_clean_for_logs_and_for_what_is_kept()
    {
        using var server = new Server
        {
            Files = _ =>
            {
                var response = Json("abc", HttpStatusCode.OK, ("X-Tt-Logid", "L" + Token), ("ETag", $"\"{Token}\""), ("X-Echo", "Bearer " + Token), (Token, "x"), ("X-Secret", Secret));
                response.Content.Headers.ContentType = new("application/" + Token);
                response.Content.Headers.TryAddWithoutValidation("Content-Disposition", $"attachment; filename*0=\"{Token[..20]}\"; filename*1=\"{Token[20..]}.txt\"; old=\"{Token}\"");
                return response;
            },
        };
        var connection = Connect(server);
        try
        {
            using (var response = await connection.Client(_notices).OpenResourceAsync(Id, null, null, CancellationToken.None))
            {
                Assert.Null(response.Validator);
                Assert.Equal("application/***", response.ContentType);
            }

            var (_, result) = await new MemoryDownload(new(connection.Client(_notices), Id, 0), new(Id), new()).RunAsync(CancellationToken.None);
            Assert.Equal("___.txt", result.Name);
        }
        finally
        {
            connection.Close();
        }

        AssertClean(_notices);
    }

    [Fact]
    public async Task Address_of_a_redirect_works_and_is_shown_without_the_token()
    {
        using var server = new Server
        {
            Files = request => request.RequestUri!.AbsolutePath.Contains("moved", StringComparison.Ordinal)
                ? Json("abc")
                : Json(string.Empty, HttpStatusCode.Found, ("Location", $"https://files.example.com/moved/{Token}/x?t={Token}")),
        };
        var connection = Connect(server);
        try
        {
            using var response = await connection.Client(_notices).OpenResourceAsync(Id, null, null, CancellationToken.None);
            Assert.Contains(server.Asked, uri => uri.AbsoluteUri.Contains($"/moved/{Token}/x", StringComparison.Ordinal));
        }
        finally
        {
            connection.Close();
        }

        AssertClean(_notices);
    }

    [Fact]
    public async Task Text_of_the_framework_that_quotes_a_server_is_clean()
    {
        using var server = new Server { Files = _ => throw new HttpRequestException(HttpRequestError.InvalidResponse, $"Received an invalid header line: '{Token}'.", new IOException(Token)) };
        AssertClean(await RefusalAsync(server));
    }

    [Theory]
    [InlineData("3\r\n{\"axx" + Token + "\r\n")]
    [InlineData("2\r\n{}\r\n0\r\nX Y " + Token + ": 1\r\n\r\n")]
    public async Task Framing_of_a_body_that_quotes_the_token_is_in_no_error(string body)
    {
        await using var server = new Hostile.RawServer((_, stream, stop) => stream.WriteAsync(
            Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + body), stop).AsTask());
        using var sockets = new SocketsHttpHandler();
        using var handler = new ApiErrorHandler(TimeSpan.FromSeconds(60), CancellationToken.None) { InnerHandler = sockets };
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, server.BaseUri);
        request.Describe(new RequestInfo("im/v1/x", "/im/v1/x"));
        request.Headers.Authorization = new("Bearer", Token);
        var error = await Record.ExceptionAsync(async () =>
        {
            using var response = await invoker.SendAsync(request, CancellationToken.None);
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.CopyToAsync(Stream.Null);
        });
        Assert.NotNull(error);
        AssertClean(error.ToString());
        Assert.Contains(SentSecrets.Hidden, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Closed_connection_knows_no_secret()
    {
        var secrets = new SentSecrets();
        secrets.Note(Token);
        Assert.True(secrets.AreIn("x" + Token));
        secrets.Forget();
        secrets.Note(Secret);
        Assert.False(secrets.AreIn("x" + Token + Secret));
    }

    private static void AssertClean(LarkException error) => AssertClean(string.Join('\n', [error.ToString(), error.LogId, error.Recommendation, error.HelpLink, .. error.HelpLinks, .. error.Fields, .. error.Scopes]));

    private static void AssertClean(NoticeLog notices) => AssertClean(string.Join('\n', notices.Requests.Select(notice => notice.ToString())));

    private static void AssertClean(string text)
    {
        Assert.DoesNotContain(Token, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, text, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<LarkException> RefusalAsync(string body)
    {
        using var server = new Server { Files = _ => Json(body, HttpStatusCode.BadRequest, ("X-Tt-Logid", "L" + Token)) };
        return await RefusalAsync(server);
    }

    private async Task<LarkException> RefusalAsync(Server server)
    {
        var connection = Connect(server);
        try
        {
            var error = await Assert.ThrowsAsync<LarkException>(() => connection.Client(_notices).OpenResourceAsync(Id, null, null, CancellationToken.None));
            AssertClean(_notices);
            return error;
        }
        finally
        {
            connection.Close();
        }
    }

    private static LarkConnection Connect(Server server) => new(
        "cli_echo", BaseUri, LarkIdentity.Tenant, new() { MaximumRetryCount = 0 }, new TenantTokenSource(BaseUri, "cli_echo", new(Secret), TimeProvider.System), () => server, new HttpStack());

    private static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    private sealed class Server : HttpMessageHandler
    {
        public Func<HttpResponseMessage> Tokens { get; init; } = () => Json($$"""{"code":0,"tenant_access_token":"{{Token}}","expire":7200}""");

        public Func<HttpRequestMessage, HttpResponseMessage> Files { get; init; } = _ => Json("{}");

        public List<Uri> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!);
            return Task.FromResult(request.Method == HttpMethod.Post ? Tokens() : Files(request));
        }
    }
}
