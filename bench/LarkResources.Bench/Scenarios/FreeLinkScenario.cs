using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;

namespace LarkResources.Bench.Scenarios;

/// <summary>One large file where nothing but the machine is the limit.</summary>
internal sealed class FreeLinkScenario(bool https) : IScenario
{
    private const long Length = 100 << 20;
    private const double MostMemory = 40e6;
    private const double MostTime = 0.95;
    private const double MostCpu = 1.25;
    private const double MostFirstTime = 2.3;

    public string Name => https ? "https" : "http";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        await using var server = await ServerProcess.StartAsync(workplace, https);
        await server.WarmUpAsync();
        var ahead = options.Package is { } package ? workplace.BenchAhead(package) : null;
        var downloads = new Downloads(workplace, server, Length, options.Baseline, ahead);
        var series = await Rounds.RunAsync(
            [.. downloads.WarmModules(), .. downloads.ColdModules(), Start(), .. downloads.Programs(4), .. downloads.CurlAndHash(), downloads.PlainCopy(), downloads.VendorMethod(), downloads.NewerVendorMethod(), downloads.InvokeWebRequest()],
            options.RoundsOr(11));
        var curl = series.FirstOrDefault(one => one.Contender == Downloads.Curl);
        var table = new Table(series,
        [
            .. Downloads.ColumnsAgainst(curl),
            new("process s", one => Show.Seconds(one.Median("wholeSeconds"))),
            new("process CPU s", one => Show.Seconds(one.Median("wholeCpu"))),
        ]);
        var module = series.Single(one => one.Contender == Downloads.Module);
        var fresh = series.Single(one => one.Contender == Downloads.FreshModule);
        List<Target> targets = [new("memory grows by at most 40 MB in a fresh process", fresh.Max("growth") / 1e6, MostMemory / 1e6, AtMost: true)];
        if (curl is not null)
        {
            targets.Add(new("time, SHA-256 included, against curl", module.RatioTo(curl, "seconds"), MostTime, AtMost: true));
            targets.Add(new("processor time, SHA-256 included, against curl", module.RatioTo(curl, "cpu"), MostCpu, AtMost: true));
            targets.Add(new("time of the first transfer of a process against curl", fresh.RatioTo(curl, "seconds"), MostFirstTime, AtMost: true));
        }

        return new(
            Name,
            $"100 MiB over {(https ? "HTTPS" : "HTTP")}, loopback, no limit",
            "Transfer: for .NET clients from before the connection is made to the closed file, in a process that has downloaded 20 MiB before; for curl its time_total; for aria2c its whole run. "
            + "Only LarkResources computes a SHA-256; for curl, openssl does so afterwards, timed as a whole run. Client and server share the cores. Growth is resident memory from just before the transfer to its peak.",
            table,
            targets);

        // What the first transfer of a process costs whatever it transfers: loading and compiling.
        Contender Start() => new Downloads(workplace, server, 1 << 10, ahead: ahead).ColdModule() with { Name = "LarkResources, the same with 1 KiB" };
    }
}
