using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>A refusal for the quota says nothing of the resource: it costs none of its retries, and still not for ever.</summary>
public sealed class QuotaRefusalTests
{
    private static readonly Fault Refusal = new() { Action = FaultAction.RateLimited429, ResetSeconds = 0.01, PathContains = "/resources/" };
    private static readonly Fault Failure = new() { Action = FaultAction.Status, Status = 503, PathContains = "/resources/" };

    [Fact]
    public async Task Refused_calls_are_none_of_the_retries_of_a_resource()
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { MaximumRetryCount = 2 });
        rig.Faults.Add(Refusal with { CallNumbers = [1, 3] });
        rig.Faults.Add(Failure with { Times = 2 });
        var result = await rig.SaveAsync(Subject.OneByte);
        Assert.Equal(Subject.OneByte.Sha256, result.Sha256);
        Assert.Equal(5, rig.Requests.Count);
        Assert.Equal([(1, "code 99991400"), (1, "HTTP 503"), (2, "code 99991400"), (2, "HTTP 503")], rig.Notices.Retries.Select(retry => (retry.Attempt, retry.Reason)));
        Assert.All(rig.Notices.Retries, retry => Assert.Equal(2, retry.MaximumRetryCount));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public async Task Server_that_refuses_for_ever_ends_the_call(int retries, int requests)
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { MaximumRetryCount = retries });
        rig.Faults.Add(Refusal with { Times = 0 });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte));
        Assert.Equal("RateLimited", error.ErrorId);
        Assert.Equal(requests, rig.Requests.Count);
    }

    [Fact]
    public async Task Server_that_refuses_and_fails_in_turn_ends_the_call_as_well()
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { MaximumRetryCount = 2 });
        rig.Faults.Add(Refusal with { CallNumbers = [1, 3, 5, 7, 9] });
        rig.Faults.Add(Failure with { Times = 0 });
        await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte));
        Assert.Equal(5, rig.Requests.Count);
    }
}
