using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>Alone, since what a loaded machine adds to the way of a call is not the limiter's.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class QuotaOverSocketTests
{
    [Fact]
    public async Task Over_a_socket_no_window_that_the_server_sees_exceeds_the_quota()
    {
        // The server counts with a little more room than the client takes: what the network adds is not the limiter's.
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { CallsPerSecond = 20 }, new SandboxServerOptions { PerSecond = 24 });
        await rig.LoadAsync(Subject.OneByte);
        await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => rig.LoadAsync(Subject.OneByte)));
        var stats = rig.Server.Requests.Stats()[TransferRig.ResourceEndpoint];
        Assert.Equal((81, 0), (stats.Calls, stats.Refused));
        Assert.InRange(stats.MaxCallsInOneSecond, 1, 24);
        Assert.NotEmpty(rig.Notices.Waits);
    }
}
