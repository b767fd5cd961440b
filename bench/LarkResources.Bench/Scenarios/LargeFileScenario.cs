using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;

namespace LarkResources.Bench.Scenarios;

/// <summary>A file of a gibibyte or more where nothing but the machine is the limit.</summary>
internal sealed class LargeFileScenario : IScenario
{
    private const double MostCalls = 24;

    public string Name => "large";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        var gibibytes = options.Full ? 4 : 1;
        await using var server = await ServerProcess.StartAsync(workplace);
        await server.WarmUpAsync();
        var downloads = new Downloads(workplace, server, (long)gibibytes << 30, options.Baseline);
        var series = await Rounds.RunAsync([.. downloads.WarmModules(), .. downloads.Programs(), .. downloads.CurlAndHash()], options.RoundsOr(5));
        var curl = series.FirstOrDefault(one => one.Contender == Downloads.Curl);
        var table = new Table(series, [.. Downloads.ColumnsAgainst(curl)]);
        var module = series.Single(one => one.Contender == Downloads.Module);
        List<Target> targets = [new("memory grows by at most 30 MB", module.Max("growth") / 1e6, 30, AtMost: true)];
        if (!options.Full)
        {
            // The call of the warm-up counts too.
            targets.Add(new("calls", module.Median("calls"), MostCalls, AtMost: true));
        }

        if (curl is not null)
        {
            targets.Add(new("time, SHA-256 included, against curl", module.RatioTo(curl, "seconds"), options.Full ? 1.2 : 1.15, AtMost: true));
        }

        if (series.FirstOrDefault(one => one.Contender == Downloads.CurlAndSha256) is { } curlAndSha256)
        {
            targets.Add(new("time against curl followed by openssl", module.RatioTo(curlAndSha256, "seconds"), 1.15, AtMost: true));
        }

        return new(
            Name,
            $"{gibibytes} GiB over HTTP, loopback, no limit",
            "As with 100 MiB. curl asks for all of it in one range, since the server refuses to send so much as a whole, and computes no hash; openssl reads the file for it.",
            table,
            targets);
    }
}
