namespace LarkResources.Tests.Transfer;

/// <summary>What progress shows of the transfers of a run.</summary>
public sealed class ProgressTests
{
    [Fact]
    public void Bytes_stay_counted_when_a_transfer_ends_and_only_saved_files_are_done()
    {
        var transfers = new ActiveTransfers();
        var (first, second) = (transfers.Begin("a"), transfers.Begin("b"));
        first.Start(100, 1000);
        first.Add(20);
        second.Add(3);
        Assert.Equal((0, 123), (transfers.Done, transfers.Received));
        Assert.Equal(["a", "b"], transfers.InFlight.Values.Order());

        transfers.Saved(first);
        Assert.Equal((1, 123), (transfers.Done, transfers.Received));
        Assert.Equal("b", transfers.InFlight[second]);
        Assert.Single(transfers.InFlight);

        transfers.End(second);
        transfers.End(second);
        Assert.Equal((1, 123), (transfers.Done, transfers.Received));
        Assert.Empty(transfers.InFlight);
    }
}
