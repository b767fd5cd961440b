using System.Net;
using System.Security;
using System.Text;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>The token of an app: fetched once for all, renewed once when it is refused.</summary>
public sealed class TokenTests
{
    private static readonly Uri BaseUri = new("https://example.invalid/");
    private static readonly ConnectionSettings NoQuota = new() { CallsPerSecond = 5000, CallsPerMinute = 50000 };

    [Fact]
    public async Task A_hundred_calls_on_a_dead_token_renew_it_once()
    {
        await using var rig = await TransferRig.StartAsync(NoQuota);
        await rig.LoadAsync(Subject.OneByte);
        rig.Server.Handler.ExpireTokens();
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => rig.LoadAsync(Subject.OneByte)));
        Assert.All(all, one => Assert.Equal(Subject.OneByte.Sha256, one.Result.Sha256));
        Assert.Equal(2, rig.Server.Requests.Stats()[TransferRig.TokenEndpoint].Calls);
    }

    [Theory]
    [InlineData(99991663)]
    [InlineData(99991664)]
    [InlineData(99991668)]
    [InlineData(99991671)]
    [InlineData(99991677)]
    public async Task Every_code_that_refuses_a_token_renews_it_and_is_tried_once_more(int code)
    {
        await using var rig = await TransferRig.StartAsync(NoQuota);
        await rig.LoadAsync(Subject.OneByte);
        rig.Server.Handler.ExpireTokens();
        rig.Calm();
        rig.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = code, PathContains = "/resources/" });
        await rig.LoadAsync(Subject.OneByte);
        Assert.Equal(2, rig.Requests.Count);
        Assert.Equal(2, rig.Requests.Select(request => request.TokenMark).Distinct().Count());
        Assert.Equal(1, rig.Server.Requests.Stats()[TransferRig.TokenEndpoint].Calls);
    }

    [Fact]
    public async Task A_token_that_dies_in_the_middle_of_a_large_file_is_renewed_on_the_way()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.Of(Shape.Large);
        rig.Faults.Add(new Fault { Action = FaultAction.ExpiredToken, RangeStartFrom = 1 });
        await rig.SaveAsync(subject);
        rig.AssertTargetIs(subject.Sha256);
        Assert.Equal(2, rig.Requests.Select(request => request.TokenMark).Distinct().Count());
    }

    /// <summary>Seen at the platform: a good token is refused once, and the token call gives the same one back.</summary>
    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(200)]
    public async Task A_good_token_that_is_refused_once_is_asked_for_again_and_the_call_repeated(int status)
    {
        await using var rig = await TransferRig.StartAsync(NoQuota);
        rig.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = 99991663, Status = status, PathContains = "/resources/" });
        Assert.Equal(Subject.OneByte.Sha256, (await rig.LoadAsync(Subject.OneByte)).Result.Sha256);
        Assert.Equal((2, 2), (rig.Requests.Count, rig.Server.Requests.Stats()[TransferRig.TokenEndpoint].Calls));
        Assert.Single(rig.Requests.Select(request => request.TokenMark).Distinct());
        Assert.Equal("code 99991663", Assert.Single(rig.Notices.Retries).Reason);
    }

    [Fact]
    public async Task A_ready_token_that_is_refused_once_is_tried_once_more()
    {
        await using var rig = await TransferRig.StartWithOwnQuotaAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = 99991668, PathContains = "/resources/" });
        Assert.Equal(Subject.OneByte.Sha256, (await rig.LoadAsync(Subject.OneByte)).Result.Sha256);
        Assert.Equal(2, rig.Requests.Count);
    }

    [Fact]
    public async Task A_ready_token_that_is_dead_costs_one_repetition_and_is_one_error()
    {
        await using var rig = await TransferRig.StartWithOwnQuotaAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = 99991677, Times = 0, PathContains = "/resources/" });
        Assert.Equal("SignInExpired", (await Assert.ThrowsAsync<LarkException>(() => rig.LoadAsync(Subject.OneByte))).ErrorId);
        Assert.Equal(2, rig.Requests.Count);
    }

    [Fact]
    public async Task A_dead_token_that_is_handed_back_costs_one_repetition_and_both_meanings_are_told()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.PlaceGoodFile();
        rig.Faults.Add(new Fault { Action = FaultAction.ExpiredToken, SameToken = true, RangeStartFrom = 1 });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.Of(Shape.Large)));
        Assert.Equal(("InvalidAccessToken", (int?)99991663), (error.ErrorId, error.Code));
        Assert.Contains("expired or been revoked, or this interface does not accept this kind of token", ErrorCatalogue.Find(99991663)!.Cause, StringComparison.Ordinal);
        Assert.InRange(rig.Server.Requests.Stats()[TransferRig.TokenEndpoint].Calls, 2, 5);
        Assert.All(rig.Requests.Where(request => request.Range?.StartsWith("bytes=0-", StringComparison.Ordinal) is false).GroupBy(request => request.Range), same => Assert.InRange(same.Count(), 1, 2));
        rig.AssertGoodFile();
    }

    [Fact]
    public async Task A_hundred_calls_on_a_dead_token_that_is_handed_back_are_each_repeated_once()
    {
        await using var rig = await TransferRig.StartAsync(NoQuota);
        await rig.LoadAsync(Subject.OneByte);
        rig.Server.Handler.ExpireTokens(handBackSameToken: true);
        rig.Calm();
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Record.ExceptionAsync(() => rig.LoadAsync(Subject.OneByte))));
        Assert.All(all, e => Assert.Equal("InvalidAccessToken", Assert.IsType<LarkException>(e).ErrorId));
        Assert.Equal(200, rig.Requests.Count);
        Assert.InRange(rig.Server.Requests.Stats()[TransferRig.TokenEndpoint].Calls, 1, 100);
    }

    /// <summary>A call may wait for the quota for minutes: what counts is the token of the moment it goes.</summary>
    [Fact]
    public async Task The_token_is_taken_after_the_wait_for_the_quota()
    {
        using var tokens = new ChangingTokens();
        using var seen = new Recording();
        using var http = Chain(tokens, seen, callsPerSecond: 1);
        await GetAsync(http);
        var waiting = GetAsync(http);
        Assert.False(waiting.IsCompleted);
        tokens.Current = "t-2";
        await waiting;
        Assert.Equal(["t-1", "t-2"], seen.Tokens);
    }

    /// <summary>Those who waited for a new token went with grants of the past otherwise: more in a second than the quota.</summary>
    [Fact]
    public async Task A_token_that_was_not_at_hand_costs_another_place_in_the_quota()
    {
        using var tokens = new ChangingTokens();
        using var seen = new Recording();
        using var http = Chain(tokens, seen, callsPerSecond: 2);
        await Task.WhenAll(GetAsync(http), GetAsync(http));
        var waiting = Enumerable.Range(0, 4).Select(_ => GetAsync(http)).ToArray();
        tokens.Renewal = Task.Delay(2500);
        await Task.WhenAll(waiting);
        Assert.Equal(6, seen.At.Count);
        for (var i = 2; i < seen.At.Count; i++)
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(seen.At[i - 2], seen.At[i]) > TimeSpan.FromSeconds(0.99));
        }
    }

    [Fact]
    public async Task A_new_token_that_is_refused_too_is_not_renewed_again()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ExpiredToken, Times = 0, PathContains = "/resources/" });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.LoadAsync(Subject.OneByte));
        Assert.Equal("InvalidAccessToken", error.ErrorId);
        Assert.Equal((2, 2), (rig.Requests.Count, rig.Server.Requests.Stats()[TransferRig.TokenEndpoint].Calls));
    }

    [Theory]
    [InlineData(10003)]
    [InlineData(10014)]
    public async Task A_refused_app_is_told_with_its_code(int code)
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = code, Status = 400, PathContains = "/auth/" });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.LoadAsync(Subject.OneByte));
        Assert.Equal(code, error.Code);
        Assert.Empty(rig.Requests);
    }

    [Fact]
    public async Task A_token_call_is_repeated_with_its_body()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.Html502, Times = 2, PathContains = "/auth/" });
        await rig.LoadAsync(Subject.OneByte);
        var calls = rig.Server.Requests.Snapshot().Where(request => request.Endpoint == TransferRig.TokenEndpoint).ToArray();
        Assert.Equal(3, calls.Length);
        Assert.All(calls, call => Assert.Equal(calls[0].ContentLength, call.ContentLength));
        Assert.All(calls, call => Assert.False(call.HasAuthorization));
    }

    [Fact]
    public async Task Every_request_says_who_asks_and_for_plain_bytes_the_token_call_too()
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { UserAgent = "Tester/1" });
        await rig.LoadAsync(Subject.OneByte);
        var requests = rig.Server.Requests.Snapshot();
        Assert.Equal(2, requests.Count);
        Assert.All(requests, request => Assert.Equal(("identity", "Tester/1"), (request.AcceptEncoding, request.UserAgent)));
    }

    [Theory]
    [InlineData("""{"code":0,"msg":"ok"}""")]
    [InlineData("""{"code":0,"tenant_access_token":"","expire":7200}""")]
    [InlineData("""{"code":0,"tenant_access_token":"t-x"}""")]
    [InlineData("""{"code":0,"tenant_access_token":"t-x","expire":0}""")]
    [InlineData("""{"code":0,"tenant_access_token":5,"expire":7200}""")]
    [InlineData("""{"code":0,"tenant_access_token":"t-x","expire":"soon"}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task An_answer_without_a_token_is_no_success(string body)
    {
        using var tokens = Tokens();
        var error = await Assert.ThrowsAsync<LarkException>(() => tokens.GetAsync(Answering(body), default).AsTask());
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.DoesNotContain("app-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_4_KB_is_a_token()
    {
        var jwt = "eyJ" + new string('x', 4096);
        using var tokens = Tokens();
        Assert.Equal(jwt, (await tokens.GetAsync(Answering($$"""{"code":0,"tenant_access_token":"{{jwt}}","expire":7200}"""), default)).Value);
        await using var rig = await TransferRig.StartAsync();
        using var secret = Secure(jwt);
        var connection = ConnectionFactory.ForToken(secret, new ConnectionSettings { BaseUri = rig.Server.BaseUri }, new LarkResources.Http.HttpStack());
        var error = await Assert.ThrowsAsync<LarkException>(() => connection.Client().GetMessageAsync("om_x", ApiSend.Tree, default));
        Assert.True(error.Disposition.HasFlag(Disposition.RenewToken));
        Assert.DoesNotContain(jwt[..100], error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_hardly_lives_is_used_for_half_its_life()
    {
        var calls = 0;
        using var tokens = Tokens();
        var send = Answering("""{"code":0,"tenant_access_token":"t-short","expire":3600}""", () => calls++);
        for (var i = 0; i < 10; i++)
        {
            await tokens.GetAsync(send, default);
        }

        Assert.Equal(1, calls);
        var token = new TokenGrant("t", TimeSpan.FromSeconds(2)).ToToken(DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(10));
        Assert.True(token.IsFresh(DateTimeOffset.UnixEpoch.AddSeconds(0.9)));
        Assert.False(token.IsFresh(DateTimeOffset.UnixEpoch.AddSeconds(1.1)));
    }

    [Fact]
    public async Task A_caller_that_goes_away_does_not_take_the_renewal_with_it()
    {
        using var tokens = Tokens();
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        using var stop = new CancellationTokenSource();
        var first = tokens.GetAsync((request, _) => Answer(request, answer.Task), stop.Token).AsTask();
        var second = tokens.GetAsync((_, _) => throw new InvalidOperationException("A second flight."), default).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(Response("""{"code":0,"tenant_access_token":"t-x","expire":7200}"""));
        Assert.Equal("t-x", (await second).Value);

        static async Task<HttpResponseMessage> Answer(HttpRequestMessage request, Task<HttpResponseMessage> answer)
        {
            var response = await answer;
            response.RequestMessage = request;
            return response;
        }
    }

    [Fact]
    public async Task A_failed_renewal_is_tried_again_by_the_next_call()
    {
        using var tokens = Tokens();
        await Assert.ThrowsAsync<LarkException>(() => tokens.GetAsync(Answering("{}"), default).AsTask());
        Assert.Equal("t-x", (await tokens.GetAsync(Answering("""{"tenant_access_token":"t-x","expire":7200}"""), default)).Value);
    }

    [Fact]
    public async Task A_closed_source_says_so_also_to_who_waits()
    {
        var tokens = Tokens();
        tokens.Dispose();
        Assert.Equal("NotConnected", (await Assert.ThrowsAsync<LarkException>(() => tokens.GetAsync(Answering("{}"), default).AsTask())).ErrorId);
    }

    [Fact]
    public async Task A_token_that_still_holds_is_used_while_renewing_fails()
    {
        var clock = new SteppedClock();
        using var secret = Secure("app-secret");
        using var tokens = new TenantTokenSource(BaseUri, "cli_x", new(secret), clock);
        var good = Answering("""{"code":0,"tenant_access_token":"t-1","expire":7200}""");
        Assert.Equal("t-1", (await tokens.GetAsync(good, default)).Value);

        clock.Now += TimeSpan.FromMinutes(115);
        Assert.Equal("t-1", (await tokens.GetAsync(Answering("{}"), default)).Value);

        clock.Now += TimeSpan.FromMinutes(6);
        await Assert.ThrowsAsync<LarkException>(() => tokens.GetAsync(Answering("{}"), default).AsTask());
    }

    private static HttpClient Chain(ITokenSource tokens, HttpMessageHandler primary, int callsPerSecond) => new HttpStack().CreateClient(new()
    {
        BaseUri = BaseUri,
        QuotaOwner = Guid.NewGuid().ToString(),
        Tokens = tokens,
        PrimaryHandler = () => primary,
        CallsPerSecond = callsPerSecond,
        UserAgent = "Tester/1",
    });

    private static async Task GetAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, BaseUri);
        request.Describe(new RequestInfo("GET /", "/"));
        using var response = await http.SendAsync(request);
        Assert.Null(response.Fault());
    }

    /// <summary>Gives the token of the moment.</summary>
    private sealed class ChangingTokens : ITokenSource
    {
        public string Current { get; set; } = "t-1";

        /// <summary>What is waited for before there is a token.</summary>
        public Task Renewal { get; set; } = Task.CompletedTask;

        public DateTimeOffset? ExpiresAt => null;

        public bool CanRenew => true;

        public async ValueTask<AccessToken> GetAsync(AnonymousSend send, CancellationToken cancellationToken)
        {
            await Renewal;
            return new(Current, null, null);
        }

        public void Invalidate(AccessToken refused)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Recording : HttpMessageHandler
    {
        public List<string?> Tokens { get; } = [];

        public List<long> At { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (At)
            {
                At.Add(System.Diagnostics.Stopwatch.GetTimestamp());
                Tokens.Add(request.Headers.Authorization?.Parameter);
            }

            return Task.FromResult(Response("{}"));
        }
    }

    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static TenantTokenSource Tokens()
    {
        using var secret = Secure("app-secret");
        return new(BaseUri, "cli_x", new(secret), TimeProvider.System);
    }

    private static SecureString Secure(string text) => new NetworkCredential(string.Empty, text).SecurePassword;

    private static AnonymousSend Answering(string body, Action? seen = null) => (request, _) =>
    {
        seen?.Invoke();
        var response = Response(body);
        response.RequestMessage = request;
        return Task.FromResult(response);
    };

    private static HttpResponseMessage Response(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
