using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Scenarios;

/// <summary>What a repeated export costs when there is nothing new: its manifest has ten thousand lines.</summary>
internal sealed class ExportAgainScenario : IScenario
{
    private const string Connected = "import and connect only";
    private const string Again = "repeated export";
    private const string Verified = "repeated export, -Verify";
    private const string Unlimited = "-CallsPerSecond 10000 -CallsPerMinute 600000";
    private const int FileLength = 2000;
    private const double MostSeconds = 1;

    public string Name => "again";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        await using var server = await ServerProcess.StartAsync(workplace);
        var destination = Path.Combine(workplace.Scratch, "again");
        var chat = SandboxWorld.SizedChatId(FileLength, 10_000);
        var connect = ShellScripts.Connect(workplace, server, Unlimited);
        var (_, first) = await ShellScripts.RunAsync(connect, ShellScripts.Export(chat, destination));
        var series = await Rounds.RunAsync(
            [
                Timed(Connected, "$null"),
                Timed("repeated export of a chat with one file", ShellScripts.Export(SandboxWorld.OddNameChatId, destination)),
                Timed(Again, ShellScripts.Export(chat, destination)),
                Timed(Verified, ShellScripts.Export(chat, destination, "-Verify")),
            ],
            options.RoundsOr(9));
        var bare = series[0];
        var again = series.Single(one => one.Contender == Again);
        var table = new Table(series,
        [
            new("export ms", one => Show.Count(one.Median("seconds") * 1e3)),
            new("process s", one => Show.Seconds(one.Median("wholeSeconds"))),
            new("more than connecting s", one => Show.Seconds(one.Median("wholeSeconds") - bare.Median("wholeSeconds"))),
            new("CPU s", one => Show.Seconds(one.Median("cpu"))),
            new("peak MB", one => Show.Megabytes(one.Median("peak"))),
            new("more MB", one => Show.Megabytes(one.Median("peak") - bare.Median("peak"))),
            new("resource calls", one => Show.Count(one.Max("calls"))),
        ]);
        Directory.Delete(destination, recursive: true);
        return new(
            Name,
            "A repeated export with 10,000 lines in the manifest and nothing new",
            $"Each run is a pwsh of its own; the export is timed inside it, first call of the process included. 10,000 files of {FileLength} bytes, which the first export brought in {first:0.0} s without a quota.",
            table,
            [
                new("seconds for the repeated export", again.Median("seconds"), MostSeconds, AtMost: true),
                new("resource calls of the repeated export", again.Max("calls"), 0, AtMost: true),
            ]);

        Contender Timed(string name, string timed) => new(name, async () =>
        {
            await server.ResetAsync();
            var (run, seconds) = await ShellScripts.RunAsync(connect, timed);
            return new Sample
            {
                ["seconds"] = seconds,
                ["wholeSeconds"] = run.Seconds,
                ["cpu"] = run.CpuSeconds,
                ["peak"] = run.MemoryPeak,
                ["calls"] = (await server.CountAsync()).Calls,
            };
        });
    }
}
