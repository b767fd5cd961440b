using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>Redirects over real sockets: two ports stand for two hosts.</summary>
public sealed class RedirectTests
{
    private static readonly SandboxServerOptions TwoHosts = new() { OtherHost = true };

    [Theory]
    [InlineData(Shape.Small)]
    [InlineData(Shape.Large)]
    [InlineData(Shape.Image)]
    public async Task Another_host_serves_the_file_and_never_sees_the_token(Shape shape)
    {
        var subject = Subject.Of(shape);
        await using var rig = await TransferRig.StartAsync(options: TwoHosts);
        rig.Faults.Add(new Fault { Action = FaultAction.Redirect, Location = rig.Server.OtherBaseUri!.ToString(), PathContains = "/resources/", Times = 0 });
        await rig.SaveAsync(subject);
        rig.AssertTargetIs(subject.Sha256);
        var elsewhere = rig.Requests.Where(request => request.OnOtherHost).ToArray();
        Assert.InRange(elsewhere.Length, shape is Shape.Large ? 2 : 1, 10);
        Assert.Equal(rig.Requests.Count - elsewhere.Length, elsewhere.Length);
        Assert.All(elsewhere, request => Assert.False(request.HasAuthorization));
        Assert.All(elsewhere, request => Assert.Contains(rig.Requests, first => !first.OnOtherHost && first.HasAuthorization && first.Range == request.Range));
    }

    [Fact]
    public async Task The_same_host_gets_the_token_again()
    {
        await using var rig = await TransferRig.StartAsync(options: TwoHosts);
        rig.Faults.Add(new Fault { Action = FaultAction.Redirect, Status = 307, Location = rig.Server.BaseUri.ToString(), PathContains = "/resources/" });
        await rig.SaveAsync(Subject.OneByte);
        Assert.All(rig.Requests, request => Assert.True(request.HasAuthorization));
        Assert.Equal(2, rig.Requests.Count);
    }

    [Fact]
    public async Task Who_leads_back_does_not_get_the_token_sent_where_it_likes()
    {
        await using var rig = await TransferRig.StartAsync(options: TwoHosts);
        rig.Faults.Add(new Fault { Action = FaultAction.Redirect, Location = rig.Server.OtherBaseUri!.ToString(), PathContains = "/resources/" });
        rig.Faults.Add(new Fault { Action = FaultAction.Redirect, Location = rig.Server.BaseUri.ToString(), PathContains = "/resources/" });
        await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte));
        Assert.Equal([(false, true), (true, false), (false, false)], rig.Requests.Take(3).Select(request => (request.OnOtherHost, request.HasAuthorization)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/x")]
    [InlineData("file:///etc/passwd")]
    public async Task From_https_nothing_else_is_followed(string location)
    {
        using var handler = new LarkResources.Http.RedirectHandler { InnerHandler = new Leading(location) };
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("https://open.example/x"));
        request.Describe(new("endpoint", "/x"));
        var error = await Assert.ThrowsAsync<LarkException>(() => invoker.SendAsync(request, default));
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.Contains("open.example", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_call_is_not_led_anywhere()
    {
        await using var rig = await TransferRig.StartAsync(options: TwoHosts);
        rig.Faults.Add(new Fault { Action = FaultAction.Redirect, Status = 307, Location = rig.Server.OtherBaseUri!.ToString(), PathContains = "/auth/" });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte));
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.DoesNotContain(rig.Server.Requests.Snapshot(), request => request.OnOtherHost);
    }

    private sealed class Leading(string location) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage(System.Net.HttpStatusCode.Found) { RequestMessage = request };
            response.Headers.TryAddWithoutValidation("Location", location);
            return Task.FromResult(response);
        }
    }
}
