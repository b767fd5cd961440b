using System.Globalization;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Scenarios;

/// <summary>What a small file costs where neither a quota nor the link is the limit, and how memory grows with their number.</summary>
internal sealed class FilesScenario : IScenario
{
    private const string Connecting = "import and connect only";
    private const string Getting = "2,000 files of 20 KB";
    private const string Exporting = "export of 100,000 files of 100 bytes";
    private const int Count = 2000;
    private const int FileLength = 20_000;
    private const int ManyCount = 100_000;
    private const int ManyLength = 100;
    private const double MostOfBefore = 0.8;
    private const double MostMegabytes = 80;

    public string Name => "files";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        await using var server = await ServerProcess.StartAsync(workplace);
        await server.WarmUpAsync();
        var folder = Path.Combine(workplace.Scratch, "files");
        // By the name of a property, as older builds take them too.
        var ids = string.Create(CultureInfo.InvariantCulture, $"1..{Count} | ForEach-Object {{ [pscustomobject]@{{ MessageId = \"om_sized_{FileLength}_$_\" }} }}");
        var shell = Shell.At(options.Shell);
        List<Build> builds = [new("LarkResources", workplace.ModuleFor(options.Package))];
        if (options.Baseline is { } baseline)
        {
            builds.Add(new("LarkResources, the build before", Workplace.ModuleOf(baseline)));
        }

        List<Contender> contenders = [.. builds.SelectMany(build => new[]
        {
            Run(build, Connecting, 0, "$null"),
            Run(build, Getting, Count, $"$null = {ids} | Get-LarkMessageResource -OutFile '{folder}/'"),
        })];
        if (options.Full)
        {
            contenders.AddRange(builds.Select(build => Run(build, Exporting, ManyCount, ShellScripts.Export(SandboxWorld.SizedChatId(ManyLength, ManyCount), folder))));
        }

        var series = await Rounds.RunAsync(contenders, options.RoundsOr(options.Full ? 1 : 7));
        var connects = series.ToDictionary(one => one, one => series.Single(other => other.Contender == builds.Single(build => one.Contender.StartsWith(build.Doing(""), StringComparison.Ordinal)).Doing(Connecting)));
        var table = new Table(series,
        [
            new("timed s", one => Show.Seconds(one.Median("seconds"))),
            new("process CPU s", one => Show.Seconds(one.Median("cpu"))),
            new("CPU ms a file", one => Show.Seconds(PerFile(one))),
            new("peak MB", one => Show.Megabytes(one.Median("peak"))),
            new("more than connecting MB", one => Show.Megabytes(More(one, "peak"))),
        ]);
        List<Target> targets = [];
        if (builds is [var present, var before])
        {
            targets.Add(new("processor time for a file of 20 KB against the build before", PerFile(Of(present, Getting)) / PerFile(Of(before, Getting)), MostOfBefore, AtMost: true));
        }

        if (options.Full)
        {
            targets.Add(new("memory for an export of 100,000 files, over connecting, in MB", More(Of(builds[0], Exporting), "peak") / 1e6, MostMegabytes, AtMost: true));
        }

        return new(
            Name,
            "Small files without a quota, server without latency",
            $"Each run is a pwsh of its own{(options.Package is null ? string.Empty : ", with the module as it is packaged")}. {Count:N0} ids are piped to Get-LarkMessageResource -OutFile; CPU is that of the process less that of one that only connects.",
            table,
            targets);

        Contender Run(Build build, string what, int files, string timed) => new(build.Doing(what), async () =>
        {
            await server.ResetAsync();
            Directory.CreateDirectory(folder);
            var (run, seconds) = await ShellScripts.RunAsync(ShellScripts.Connect(build.Module, server, ShellScripts.Unlimited), timed, shell);
            var saved = Directory.EnumerateFiles(folder, "*.bin", SearchOption.AllDirectories).Count();
            Directory.Delete(folder, recursive: true);
            return saved == files
                ? new Sample { ["seconds"] = seconds, ["cpu"] = run.CpuSeconds, ["peak"] = run.MemoryPeak, ["files"] = files }
                : throw new InvalidDataException($"{saved} of {files} files were saved.");
        });

        Series Of(Build build, string what) => series.Single(one => one.Contender == build.Doing(what));

        double More(Series one, string figure) => one.Median(figure) - connects[one].Median(figure);

        double PerFile(Series one) => More(one, "cpu") / one.Median("files") * 1e3;
    }

    /// <summary>A module, by what it is called in the table.</summary>
    private sealed record Build(string Name, string Module)
    {
        public string Doing(string what) => $"{Name}: {what}";
    }
}
