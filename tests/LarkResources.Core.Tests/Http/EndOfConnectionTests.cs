using System.Net;
using System.Text;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>What calls under way come to when they are stopped, when the connection is closed, and when nobody is there.</summary>
public sealed class EndOfConnectionTests
{
    private const string WaitingForTheQuota = "waiting for the quota";

    public static TheoryData<string> Moments() => ["before the headers", "in the body", WaitingForTheQuota, "waiting to try again", "at the token"];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Closing_ends_what_runs_with_NotConnected(string moment)
    {
        await using var rig = await StartAsync(moment);
        rig.PlaceGoodFile();
        var download = await HangingAsync(rig, moment, default);
        rig.Connection.Close();
        var error = await Assert.ThrowsAsync<LarkException>(() => download);
        Assert.Equal("NotConnected", error.ErrorId);
        rig.AssertGoodFile();
        Assert.Equal("NotConnected", Assert.Throws<LarkException>(() => rig.Connection.Client()).ErrorId);
    }

    [Fact]
    public async Task Closing_ends_a_look_at_the_network_with_NotConnected()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.StallHeaders, Times = 0 });
        var probe = rig.Connection.Client().ProbeAsync(default);
        while (rig.Server.Requests.Snapshot().Count == 0)
        {
            await Task.Delay(5, CancellationToken.None);
        }

        rig.Connection.Close();
        Assert.Equal("NotConnected", (await Assert.ThrowsAsync<LarkException>(() => probe)).ErrorId);
    }

    [Theory]
    [InlineData(429, "{\"code\":99991400,\"msg\":\"request trigger frequency limit\"}", 4)]
    [InlineData(429, "{\"code\":99991400,\"msg\":\"request trigger frequency limit\"}", 0)]
    [InlineData(500, "{\"code\":2200,\"msg\":\"Internal Error\"}", 4)]
    [InlineData(503, "", 4)]
    [InlineData(503, "", 0)]
    [InlineData(200, "{\"code\":0,\"da", 4)]
    public async Task Closing_while_a_passing_refusal_comes_in_is_NotConnected(int status, string json, int retries)
    {
        LarkConnection? connection = null;
        connection = Connected(() => connection!.Close(), status, json, retries);
        var error = await Assert.ThrowsAsync<LarkException>(() => connection.Client().GetChatAsync("oc_1", default));
        Assert.Equal("NotConnected", error.ErrorId);
    }

    [Theory]
    [InlineData(429, "{\"code\":99991400,\"msg\":\"request trigger frequency limit\"}", 4)]
    [InlineData(503, "", 4)]
    [InlineData(503, "", 0)]
    public async Task Stopping_while_a_passing_refusal_comes_in_is_a_cancellation(int status, string json, int retries)
    {
        using var stop = new CancellationTokenSource();
        var connection = Connected(stop.Cancel, status, json, retries);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.Client().GetChatAsync("oc_1", stop.Token));
        connection.Close();
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Stopping_ends_what_runs_as_a_cancellation(string moment)
    {
        await using var rig = await StartAsync(moment);
        rig.PlaceGoodFile();
        using var stop = new CancellationTokenSource();
        var download = await HangingAsync(rig, moment, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        rig.AssertGoodFile();
    }

    [Fact]
    public async Task Silence_is_a_timeout_and_no_cancellation()
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { IdleTimeout = TimeSpan.FromMilliseconds(300), MaximumRetryCount = 0 });
        rig.Faults.Add(new Fault { Action = FaultAction.StallHeaders, Times = 0 });
        using var stop = new CancellationTokenSource();
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte, cancellationToken: stop.Token));
        Assert.Equal("Timeout", error.ErrorId);
    }

    [Fact]
    public async Task Nobody_there_is_told_with_host_and_port()
    {
        var free = await SandboxServer.StartAsync();
        var baseUri = free.BaseUri;
        await free.DisposeAsync();
        var connection = TransferRig.Connect(baseUri, new ConnectionSettings { MaximumRetryCount = 1 });
        var notices = new NoticeLog();
        var source = new ResourceSource(connection.Client(notices), Subject.OneByte.Id, 1);
        var error = await Assert.ThrowsAsync<LarkException>(() => new MemoryDownload(source, new(Subject.OneByte.Id), new()).RunAsync(default));
        Assert.Equal("ConnectionFailed", error.ErrorId);
        Assert.Contains($"127.0.0.1:{baseUri.Port}", error.Message, StringComparison.Ordinal);
        connection.Close();
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_final()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions { Https = true });
        var connection = TransferRig.Connect(server.BaseUri);
        var error = await Assert.ThrowsAsync<LarkException>(() => connection.CheckAsync(null, default));
        Assert.Equal("ConnectionFailed", error.ErrorId);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
        connection.Close();
    }

    private static LarkConnection Connected(Action atTheEnd, int status, string json, int retries)
    {
        using var token = new NetworkCredential(string.Empty, "t-ready").SecurePassword;
        return new(null, new Uri("https://open.example/"), LarkIdentity.Tenant, new ConnectionSettings { MaximumRetryCount = retries }, new StaticTokenSource(token), () => new Answering(atTheEnd, (HttpStatusCode)status, json), new HttpStack());
    }

    private static Task<TransferRig> StartAsync(string moment) => moment == WaitingForTheQuota ? TransferRig.StartWithOwnQuotaAsync() : TransferRig.StartAsync();

    private static async Task<Task> HangingAsync(TransferRig rig, string moment, CancellationToken cancellationToken)
    {
        rig.Faults.Add(moment switch
        {
            "before the headers" => new Fault { Action = FaultAction.StallHeaders, Times = 0, PathContains = "/resources/" },
            "in the body" => new Fault { Action = FaultAction.Stall, At = 300_000, Times = 0, PathContains = "/resources/" },
            WaitingForTheQuota => new Fault { Action = FaultAction.RateLimited429, ResetSeconds = 200, Times = 0, PathContains = "/resources/" },
            "waiting to try again" => new Fault { Action = FaultAction.Status, Status = 500, Times = 0, PathContains = "/resources/" },
            _ => new Fault { Action = FaultAction.StallHeaders, Times = 0, PathContains = "/auth/" },
        });
        var meter = new ByteCounter();
        var download = rig.SaveAsync(Subject.Of(Shape.Large), meter: meter, cancellationToken: cancellationToken);
        while (!Hangs())
        {
            await Task.Delay(5, CancellationToken.None);
        }

        return download;

        bool Hangs() => moment switch
        {
            "before the headers" => rig.Requests.Count == 1,
            "in the body" => meter.Received >= 300_000,
            WaitingForTheQuota => !rig.Notices.Waits.IsEmpty,
            "waiting to try again" => !rig.Notices.Retries.IsEmpty,
            _ => rig.Server.Requests.Snapshot().Count == 1,
        };
    }

    /// <summary>Gives one answer, and does something when the last of its bytes has been read.</summary>
    private sealed class Answering(Action atTheEnd, HttpStatusCode status, string json) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StreamContent(new Body(Encoding.UTF8.GetBytes(json), atTheEnd)) });
    }

    private sealed class Body(byte[] json, Action atTheEnd) : MemoryStream(json, writable: false)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Read(buffer.Span);
            if (count == 0)
            {
                atTheEnd();
            }

            return ValueTask.FromResult(count);
        }
    }
}
