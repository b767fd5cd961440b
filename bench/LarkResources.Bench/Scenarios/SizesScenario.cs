using System.Globalization;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;

namespace LarkResources.Bench.Scenarios;

/// <summary>What a file costs, from a kibibyte to a gibibyte: memory must not follow the size.</summary>
internal sealed class SizesScenario : IScenario
{
    private const double MostMemory = 40;
    private static readonly long[] Lengths = [1L << 10, 64L << 10, 1L << 20, 8L << 20, 16L << 20, 64L << 20, 256L << 20, 1L << 30];

    public string Name => "sizes";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        await using var server = await ServerProcess.StartAsync(workplace);
        await server.WarmUpAsync();
        var series = await Rounds.RunAsync(
            [.. Lengths.Select(length => new Downloads(workplace, server, length).ColdModule(warmUp: 1 << 10) with { Name = Text(length) })], options.RoundsOr(5));
        var table = new Table(series,
        [
            new("calls", one => Show.Count(one.Median("calls") - 1)),
            new("transfer s", one => Show.Seconds(one.Median("seconds"))),
            new("CPU s", one => Show.Seconds(one.Median("cpu"))),
            new("allocated KB", one => Show.Count(one.Median("allocated") / 1e3)),
            new("peak MB", one => Show.Megabytes(one.Median("peak"))),
            new("growth MB", one => Show.Megabytes(one.Median("growth"))),
        ]);
        return new(
            Name,
            "Cost against size, loopback, no limit",
            "LarkResources in a process that has downloaded 1 KiB before, so that loading and compiling are paid for; the times above 16 MiB still hold the compiling of what only parallel parts use.",
            table,
            [new("memory grows by at most 40 MB whatever the size", series.Max(one => one.Max("growth")) / 1e6, MostMemory, AtMost: true)]);
    }

    private static string Text(long length) => length switch
    {
        >= 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{length >> 30} GiB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{length >> 20} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{length >> 10} KiB"),
    };
}
