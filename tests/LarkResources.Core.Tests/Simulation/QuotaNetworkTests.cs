using Xunit.Abstractions;

namespace LarkResources.Tests.Simulation;

/// <summary>What share of the quota the limiter gets through a network with jitter, and how often it is refused. docs/reliability.md has the table.</summary>
public sealed class QuotaNetworkTests(ITestOutputHelper output)
{
    private static readonly QuotaLimits SecondAlone = new(50, 100_000);
    private static readonly QuotaLimits Both = new(50, 1000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>How a server may count.</summary>
    public enum Counting
    {
        /// <summary>In a window that ends now.</summary>
        Rolling,

        /// <summary>In windows of its clock.</summary>
        Fixed,

        /// <summary>In a bucket.</summary>
        Bucket,
    }

    /// <summary>Each way of counting, with each jitter in milliseconds and the share that must be reached with it.</summary>
    public static TheoryData<Counting, int, double> Rows()
    {
        var rows = new TheoryData<Counting, int, double>();
        foreach (var counting in Enum.GetValues<Counting>())
        {
            rows.Add(counting, 0, 0.97);
            rows.Add(counting, 5, 0.95);
            rows.Add(counting, 20, 0.93);
            rows.Add(counting, 100, 0.9);
        }

        return rows;
    }

    /// <summary>Of 50 calls in a second; the jitter is that of each way.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Quota_of_a_second_is_used_and_not_refused(Counting counting, int jitter, double share) =>
        await AssertAsync(new(new(jitter), Server(counting, 50, Second)) { Jitter = Milliseconds(jitter) }, SecondAlone, 10, share);

    /// <summary>Of 50 calls in a second and 1000 in a minute, which is the one that binds.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Quota_of_a_minute_is_used_and_not_refused(Counting counting, int jitter, double share) =>
        await AssertAsync(new(new(jitter), Server(counting, 50, Second), Server(counting, 1000, Minute)) { Jitter = Milliseconds(jitter) }, Both, 20, share);

    [Fact]
    public async Task Server_with_longer_windows_is_learned() =>
        await AssertAsync(new(new(1), new RollingWindowServer(50, 1.05 * Second)) { Jitter = Milliseconds(5) }, SecondAlone, 20, 0.91);

    [Fact]
    public async Task Quota_of_which_others_take_a_tenth_is_learned() =>
        await AssertAsync(new(new(1), new RollingWindowServer(45, Second)) { Jitter = Milliseconds(5) }, SecondAlone, 20, 0.83);

    [Fact]
    public async Task Machine_too_busy_to_send_at_once_is_refused_little()
    {
        var random = new Random(1);
        await AssertAsync(
            new(new(1), new RollingWindowServer(50, Second)) { Jitter = Milliseconds(5), Delay = _ => random.NextDouble() < 0.02 ? random.NextDouble() * 1.5 * Second : TimeSpan.Zero },
            SecondAlone,
            20,
            0.9);
    }

    [Fact]
    public async Task Longer_way_costs_nothing_for_good() => await AssertAsync(
        new(new(1), new RollingWindowServer(50, Second)) { Jitter = Milliseconds(5), Delay = since => since > 3 * Minute ? Milliseconds(200) : TimeSpan.Zero },
        SecondAlone,
        20,
        0.97);

    private async Task AssertAsync(QuotaNetwork network, QuotaLimits limits, int minutes, double leastShare)
    {
        var (share, refused) = await network.RunAsync(limits, minutes * Minute);
        output.WriteLine($"{share:P1} of the quota, {refused:0.00} refused of a thousand.");
        Assert.InRange(share, leastShare, 1);
        Assert.InRange(refused, 0, 1);
    }

    private static QuotaServer Server(Counting counting, int limit, TimeSpan window) => counting switch
    {
        Counting.Rolling => new RollingWindowServer(limit, window),
        Counting.Fixed => new FixedWindowServer(limit, window),
        _ => new TokenBucketServer(limit, window),
    };

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
