using System.Globalization;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Scenarios;

/// <summary>A script of three lines in a shell that has just started: import, connect with a secret, get one picture from a server.</summary>
internal sealed class ColdScenario : IScenario
{
    private const string Bare = "bare shell";
    private const string Far = ", 100 ms per call";
    private const string Peer = "Invoke-RestMethod, Invoke-WebRequest";
    private const string Module = "LarkResources";
    private const string Plain = "LarkResources, nothing compiled ahead";
    private const string Before = "LarkResources, the build before";
    private const double MostOfBefore = 0.6;

    /// <summary>What one call waits for the far server, and the calls of the script: one for the token, one for the picture.</summary>
    private const int LatencyMs = 100;
    private const int Calls = 2;
    private const double MostOfPeer = 1.3;
    private const string Secret = $"(ConvertTo-SecureString {SandboxCredentials.AppSecret} -AsPlainText)";

    public string Name => "cold";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        var shell = Shell.At(options.Shell);
        await using var near = await ServerProcess.StartAsync(workplace);
        await using var far = await ServerProcess.StartAsync(workplace, https: false, "--latency-ms", $"{LatencyMs}");
        List<ColdShell> shells =
        [
            new(Bare, shell, workplace, $"$null = {Secret}"),
            .. Against(near, string.Empty),
            .. Against(far, Far),
        ];
        foreach (var one in shells)
        {
            await one.PrepareAsync();
        }

        var series = await Rounds.RunAsync([.. shells.Select(one => new Contender(one.Name, one.RunAsync))], options.RoundsOr(15));
        var bare = Of(Bare);
        var table = new Table(series,
        [
            new("shell s", one => Show.Seconds(one.Median("wholeSeconds"))),
            new("more than bare ms", one => Show.Count(Over(one, "wholeSeconds"))),
            new("× Invoke", one => Show.Ratio(series.FirstOrDefault(other => other.Contender == Peer + (one.Contender.EndsWith(Far, StringComparison.Ordinal) ? Far : string.Empty)), one, "wholeSeconds")),
            new("CPU s", one => Show.Seconds(one.Median("cpu"))),
            new("more than bare ms", one => Show.Count(Over(one, "cpu"))),
            new("methods compiled", one => Show.Count(one.Median("methods"))),
            new("peak MB", one => Show.Megabytes(one.Median("peak"))),
        ]);
        List<Target> targets = [new("time against Invoke-RestMethod and Invoke-WebRequest with 100 ms per call", Of(Module + Far).RatioTo(Of(Peer + Far), "wholeSeconds"), MostOfPeer, AtMost: true)];
        if (options.Baseline is not null)
        {
            targets.Add(new("time over a bare shell against the build before", Share(string.Empty), MostOfBefore, AtMost: true));
            targets.Add(new("the same with 100 ms per call, less these", Share(Far, LatencyMs * Calls), MostOfBefore, AtMost: true));
        }

        return new(
            Name,
            "Import, connect with a secret and get one picture, in a shell that has just started",
            $"Each run is a {(options.Shell is null ? "pinned pwsh, whose own assemblies are not compiled ahead" : "pwsh whose own assemblies are compiled ahead, as in an installed one")}, timed from outside; "
            + "each contender has its own record of what the shell compiled the last time. The server is a process of its own. What is compiled is counted once, in a first start.",
            table,
            targets);

        IEnumerable<ColdShell> Against(ServerProcess server, string how)
        {
            yield return new(Peer + how, shell, workplace, Invoke(server, workplace.Target), workplace.Target);
            if (options.Package is { } package)
            {
                yield return new(Module + how, shell, workplace, Get(Workplace.ModuleIn(package), server, workplace.Target), workplace.Target);
            }

            yield return new((options.Package is null ? Module : Plain) + how, shell, workplace, Get(workplace.Module, server, workplace.Target), workplace.Target);
            if (options.Baseline is { } bench)
            {
                yield return new(Before + how, shell, workplace, Get(Workplace.ModuleOf(bench), server, workplace.Target), workplace.Target);
            }
        }

        Series Of(string name) => series.Single(one => one.Contender == name);

        double Over(Series one, string measure) => one.DifferenceTo(bare, measure) * 1e3;

        double Share(string how, int waited = 0) => (Over(Of(Module + how), "wholeSeconds") - waited) / (Over(Of(Before + how), "wholeSeconds") - waited);
    }

    private static string Get(string module, ServerProcess server, string target) =>
        $"Import-Module '{module}'; Connect-Lark {SandboxCredentials.AppId} {Secret} -BaseUri {server.BaseUri}; "
        + $"$null = Get-LarkMessageResource {SandboxWorld.ImageMessageId} {SandboxWorld.ChartKey} -OutFile '{target}'";

    private static string Invoke(ServerProcess server, string target)
    {
        var api = new Uri(server.BaseUri, "open-apis/");
        return $"$body = @{{ app_id = '{SandboxCredentials.AppId}'; app_secret = '{SandboxCredentials.AppSecret}' }} | ConvertTo-Json; "
            + $"$token = (Invoke-RestMethod {api}auth/v3/tenant_access_token/internal -Method Post -ContentType application/json -Body $body).tenant_access_token; "
            + $"Invoke-WebRequest '{api}im/v1/messages/{SandboxWorld.ImageMessageId}/resources/{SandboxWorld.ChartKey}?type=image' -Headers @{{ Authorization = \"Bearer $token\" }} -OutFile '{target}'";
    }

    /// <summary>One script, each time in a new shell.</summary>
    private sealed class ColdShell(string name, Shell shell, Workplace workplace, string script, string? target = null)
    {
        private readonly string _cache = Path.Combine(workplace.Scratch, "cache of " + name);

        private int _methods;

        public string Name => name;

        /// <summary>Counts what is compiled, and leaves the shell its record for the runs that are timed.</summary>
        public async Task PrepareAsync()
        {
            // Without the second time, for speed: how many methods get there depends on the time it takes.
            var run = await StartAsync(new() { ["DOTNET_TC_CallCounting"] = "0" }, "; [Runtime.JitInfo]::GetCompiledMethodCount($false)");
            _methods = int.Parse(run.Output, CultureInfo.InvariantCulture);
        }

        public async Task<Sample> RunAsync()
        {
            var run = await StartAsync([], string.Empty);
            return new Sample { ["wholeSeconds"] = run.Seconds, ["cpu"] = run.CpuSeconds, ["methods"] = _methods, ["peak"] = run.MemoryPeak };
        }

        private async Task<ProcessRun> StartAsync(Dictionary<string, string> environment, string more)
        {
            environment["XDG_CACHE_HOME"] = _cache;
            var run = await MeasuredProcess.RunAsync(shell.Program, shell.Run($"$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; {script}{more}"), environment);
            if (target is not null)
            {
                if (!File.Exists(target))
                {
                    throw new InvalidDataException($"{name} saved nothing.");
                }

                File.Delete(target);
            }

            return run;
        }
    }
}
