using System.Globalization;
using LarkResources.Bench.Clients;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;

namespace LarkResources.Bench.Scenarios;

/// <summary>Many small files under the quota of the platform.</summary>
internal sealed class BulkScenario : IScenario
{
    private const int FileLength = 20 * 1000;
    private const int PerSecond = 50;
    private const int PerMinute = 1000;
    private const double Latency = 0.05;
    private const double LeastShare = 0.95;

    public string Name => "bulk";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        // A thousand go out within the first minute; only with more does the window of a minute bind.
        int[] counts = options.Full ? [1000, 1500] : [1000];
        await using var server = await ServerProcess.StartAsync(
            workplace, https: false, "--latency-ms", "50", "--per-second", $"{PerSecond}", "--per-minute", $"{PerMinute}");
        var series = await Rounds.RunAsync([.. counts.Select(count => new Contender($"{count} files", () => RunAsync(workplace, server, count)))], options.RoundsOr(1));
        var table = new Table(series,
        [
            new("transfer s", one => Show.Seconds(one.Median("seconds"))),
            new("quota allows s", one => Show.Seconds(one.Median("ideal"))),
            new("share of quota", one => Show.Percent(one.Median("share"))),
            new("calls", one => Show.Count(one.Median("calls"))),
            new("most in 1 s", one => Show.Count(one.Max("inOneSecond"))),
            new("most in 60 s", one => Show.Count(one.Max("inOneMinute"))),
            new("refused", one => Show.Count(one.Max("refused"))),
            new("CPU s", one => Show.Seconds(one.Median("cpu"))),
            new("peak MB", one => Show.Megabytes(one.Median("peak"))),
        ]);
        return new(
            Name,
            $"Files of 20 KB, 50 ms per request, {PerSecond} calls a second and {PerMinute} a minute",
            "Eight in flight. The peaks are over every rolling window, as the server saw the calls arrive; a refused call would be one above the quota.",
            table,
            [
                new("share of what the quota allows", series.Min(one => one.Median("share")), LeastShare, AtMost: false),
                new("calls above the quota", series.Max(one => one.Max("refused")), 0, AtMost: true),
            ]);
    }

    private static async Task<Sample> RunAsync(Workplace workplace, ServerProcess server, int count)
    {
        await server.ResetAsync();
        var folder = Path.Combine(workplace.Scratch, "bulk");
        string[] arguments =
        [
            Workplace.Bench, ClientProgram.Verb, "bulk", server.BaseUri.AbsoluteUri, ServerProcess.Token,
            FileLength.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), folder, "0",
        ];
        var run = await MeasuredProcess.RunAsync("dotnet", arguments, server.Environment);
        var report = ClientReport.Parse(run.Output);
        var seen = await server.CountAsync();
        var files = new DirectoryInfo(folder).GetFiles();
        if (files.Length != count || files.Any(file => file.Length != FileLength))
        {
            throw new InvalidDataException($"{files.Length} of {count} files were saved whole.");
        }

        Directory.Delete(folder, recursive: true);
        return new Sample
        {
            ["seconds"] = report.Seconds,
            ["ideal"] = Allowed(count),
            ["share"] = Allowed(count) / report.Seconds,
            ["calls"] = seen.Calls,
            ["inOneSecond"] = seen.InOneSecond,
            ["inOneMinute"] = seen.InOneMinute,
            ["refused"] = seen.Refused,
            ["cpu"] = report.CpuSeconds,
            ["peak"] = report.MemoryPeak,
        };
    }

    /// <summary>When the last call may go out if each goes as early as both windows let it, and its answer.</summary>
    private static double Allowed(int count)
    {
        var last = count - 1;
        return (last / PerMinute * 60) + (last % PerMinute / PerSecond) + Latency;
    }
}
