using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;

namespace LarkResources.Bench.Scenarios;

/// <summary>One large file where each connection is held to a speed, and each request costs a round trip.</summary>
internal sealed class SlowLinkScenario : IScenario
{
    private const long Length = 100 << 20;
    private const int Connections = 8;
    private const double MostTime = 1.05;
    private const double LeastGain = 6;

    public string Name => "throttled";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        await using var server = await ServerProcess.StartAsync(workplace, https: false, "--latency-ms", "50", "--bytes-per-second", "10000000");
        var downloads = new Downloads(workplace, server, Length, options.Baseline);
        var series = await Rounds.RunAsync(
            [.. downloads.WarmModules(), .. downloads.Programs(4, Connections), downloads.VendorMethod(), downloads.NewerVendorMethod()], options.RoundsOr(3));
        var module = series.Single(one => one.Contender == Downloads.Module);
        var vendor = series.Single(one => one.Contender == Downloads.Vendor);
        var table = new Table(series,
        [
            new("transfer s", one => Show.Seconds(one.Median("seconds"))),
            new("gain over 8 MiB in order", one => Show.Factor(vendor.RatioTo(one, "seconds"))),
            new("CPU s", one => Show.Seconds(one.Median("cpu"))),
            new("calls", one => Show.Count(one.Median("calls"))),
        ]);
        List<Target> targets = [new("gain over the probe and 8 MiB in order", vendor.RatioTo(module, "seconds"), LeastGain, AtMost: false)];
        if (series.FirstOrDefault(one => one.Contender == Downloads.Aria2(Connections)) is { } aria2)
        {
            targets.Add(new("time against aria2c with as many connections", module.RatioTo(aria2, "seconds"), MostTime, AtMost: true));
        }

        return new(
            Name,
            "100 MiB at 10 MB/s per connection, 50 ms per request",
            "The server sleeps a little too long between its pieces, so that a connection carries less than that; the line of curl shows how much, and it is the same for all. "
            + "The warm-up is not timed; aria2c is timed with its start, and computes no hash.",
            table,
            targets);
    }
}
