using System.Globalization;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Scenarios;

/// <summary>How long a cold shell takes to import the module and to make the first call.</summary>
internal sealed class StartScenario : IScenario
{
    private const string Empty = "module with one empty cmdlet";
    private const string EmptyFormat = "the same with an empty format file";
    private const string Imported = "LarkResources";
    private const string FirstCall = "LarkResources, connect to the sandbox and get a picture";
    private const double MostImport = 1.2;

    public string Name => "start";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        var call = $"Connect-Lark -Sandbox; $null = Get-LarkMessageResource {SandboxWorld.ImageMessageId} {SandboxWorld.ChartKey}";
        var series = await Rounds.RunAsync(
            [
                Run("no module", "1", "$null"),
                Run(Empty, $"Import-Module '{workplace.EmptyModule}'", "$null"),
                Run(EmptyFormat, $"Import-Module '{workplace.EmptyModuleWithFormat}'", "$null"),
                Run(Imported, $"Import-Module '{workplace.Module}'", "$null"),
                Run(FirstCall, $"Import-Module '{workplace.Module}'", call),
            ],
            options.RoundsOr(15));
        var empty = series.Single(one => one.Contender == Empty);
        var emptyFormat = series.Single(one => one.Contender == EmptyFormat);
        var imported = series.Single(one => one.Contender == Imported);
        var bare = series[0];
        var table = new Table(series,
        [
            new("import ms", one => Show.Count(one.Median("import") * 1e3)),
            new("× empty", one => Show.Factor(one.RatioTo(empty, "import"))),
            new("call ms", one => Show.Count(one.Median("call") * 1e3)),
            new("shell ms", one => Show.Count(one.Median("wholeSeconds") * 1e3)),
            new("more than bare ms", one => Show.Count((one.Median("wholeSeconds") - bare.Median("wholeSeconds")) * 1e3)),
            new("peak MB", one => Show.Megabytes(one.Median("peak"))),
        ]);
        return new(
            Name,
            "Import and first call in a cold shell",
            "Each run is a pwsh of its own without profile; import and call are timed inside it, the shell from outside. The call loads the HTTP stack, gets a token and a resource; the sandbox has no socket. "
            + "Any format file costs the shell the same, whatever is in it: the second empty module shows how much.",
            table,
            [
                new("import against an empty binary module", imported.RatioTo(empty, "import"), MostImport, AtMost: true),
                new("import against an empty binary module that has a format file too", imported.RatioTo(emptyFormat, "import"), MostImport, AtMost: true),
            ]);

        Contender Run(string name, string import, string call) => new(name, () => RunAsync(import, call));
    }

    private static async Task<Sample> RunAsync(string import, string call)
    {
        var script = $"$w = [Diagnostics.Stopwatch]::StartNew(); $null = {import}; $i = $w.Elapsed.TotalSeconds; {call}; "
            + "[string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $i, $w.Elapsed.TotalSeconds - $i)";
        var run = await MeasuredProcess.RunAsync(Shell.Pinned.Program, Shell.Pinned.Run(script));
        var times = run.Output.Trim().Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new Sample { ["import"] = times[0], ["call"] = times[1], ["wholeSeconds"] = run.Seconds, ["peak"] = run.MemoryPeak };
    }
}
