using System.Globalization;
using LarkResources.Bench.Clients;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Models;

namespace LarkResources.Bench.Scenarios;

/// <summary>The clients that download one file from a server.</summary>
/// <param name="workplace">Where they are and what they write.</param>
/// <param name="server">Where they download from.</param>
/// <param name="length">How much.</param>
/// <param name="baseline">The bench of an earlier build; null for none.</param>
/// <param name="ahead">This bench with code that was compiled ahead; null for none.</param>
internal sealed class Downloads(Workplace workplace, ServerProcess server, long length, string? baseline = null, string? ahead = null)
{
    public const string Module = "LarkResources";
    public const string FreshModule = "LarkResources, first transfer of a process";
    public const string FreshPlain = "LarkResources, first transfer of a process, nothing compiled ahead";
    public const string Baseline = "LarkResources, the build before";
    public const string FreshBaseline = "LarkResources, the build before, first transfer of a process";
    public const string Curl = "curl";
    public const string CurlAndSha256 = "curl, then openssl dgst -sha256";

    /// <summary>Above this the server refuses the whole in one answer.</summary>
    private const long LargestWhole = 100 << 20;
    public const string Vendor = "probe, then 8 MiB ranges in order";
    public const string NewerVendor = "probe, then 32 MiB ranges in order";

    /// <summary>More than the limit above which parts come side by side, so that the warm-up goes the same way.</summary>
    private const long WarmUp = 20 << 20;

    private readonly ResourceId _id = Sized.Id(length, 1);
    private readonly string _hash = Sandbox.SandboxFiles.Sha256Of(length, 1);

    public static string Aria2(int connections) => string.Create(CultureInfo.InvariantCulture, $"aria2c, {connections} connections");

    /// <summary>The columns of one file: time and processor time beside those of curl, memory and calls.</summary>
    public static IEnumerable<Column> ColumnsAgainst(Series? curl) =>
    [
        new("transfer s", one => Show.Seconds(one.Median("seconds"))),
        new("× curl", one => Show.Ratio(curl, one, "seconds")),
        new("CPU s", one => Show.Seconds(one.Median("cpu"))),
        new("× curl", one => Show.Ratio(curl, one, "cpu")),
        new("peak MB", one => Show.Megabytes(one.Median("peak"))),
        new("growth MB", one => Show.Megabytes(one.Median("growth"))),
        new("calls", one => Show.Count(one.Median("calls"))),
    ];

    /// <summary>The module, and the build before it where there is one.</summary>
    public IEnumerable<Contender> WarmModules() => [Dotnet(Module, "module", WarmUp), .. baseline is null ? [] : new[] { Dotnet(Baseline, "module", WarmUp, baseline) }];

    /// <summary>The same in processes that have downloaded nothing before.</summary>
    public IEnumerable<Contender> ColdModules() => [ColdModule(), .. ahead is null ? [] : new[] { Dotnet(FreshPlain, "module", 0) }, .. baseline is null ? [] : new[] { Dotnet(FreshBaseline, "module", 0, baseline) }];

    public Contender ColdModule(long warmUp = 0) => Dotnet(FreshModule, "module", warmUp, ahead);

    public Contender PlainCopy() => Dotnet("HttpClient, whole file, CopyToAsync", "copy", WarmUp);

    public Contender VendorMethod() => Dotnet(Vendor, "ranges8", WarmUp);

    public Contender NewerVendorMethod() => Dotnet(NewerVendor, "ranges32", WarmUp);

    /// <summary>Those of the programs that are installed.</summary>
    /// <param name="connections">How many connections aria2c may use, one contender for each.</param>
    public IEnumerable<Contender> Programs(params IReadOnlyList<int> connections)
    {
        if (Workplace.Find("curl") is { } curl)
        {
            yield return Program(Curl, curl, CurlArguments, LastNumber);
        }

        if (Workplace.Find("aria2c") is { } aria2)
        {
            string[] trust = server.Certificate is { } pem ? ["--ca-certificate=" + pem] : [];
            foreach (var count in connections)
            {
                string[] arguments =
                [
                    "-q", $"-x{count}", $"-s{count}", "--min-split-size=1M", "--file-allocation=falloc", "--header=" + Authorization, "-d", workplace.Scratch, "-o", Path.GetFileName(workplace.Target), .. trust, Address,
                ];

                // It tells no time of its own: the whole run counts.
                yield return Program(Aria2(count), aria2, arguments, run => run.Seconds);
            }
        }
    }

    /// <summary>What gives the same as the module, a file and its hash, where both are installed. sha256sum takes three times as long, where it is built without OpenSSL.</summary>
    public IEnumerable<Contender> CurlAndHash() => Workplace.Find("curl") is not { } curl || Workplace.Find("openssl") is not { } openSsl ? [] :
    [
        new(CurlAndSha256, () => AroundAsync(async () =>
        {
            var download = await RunAsync(curl, CurlArguments, LastNumber);
            var sum = await RunAsync(openSsl, ["dgst", "-sha256", workplace.Target], run => run.Seconds);
            foreach (var (measure, value) in sum)
            {
                download[measure] = measure == "peak" ? Math.Max(download[measure], value) : download[measure] + value;
            }

            return download;
        })),
    ];

    public Contender InvokeWebRequest()
    {
        var request = $"Invoke-WebRequest -Headers @{{ Authorization = 'Bearer {ServerProcess.Token}' }} -OutFile '{workplace.Target}'";
        var warmUp = TransferOrder.AddressOf(server.BaseUri, Sized.Id(WarmUp, 0));
        var script = $"$ProgressPreference = 'SilentlyContinue'; {request} '{warmUp}'; Remove-Item '{workplace.Target}'; (Measure-Command {{ {request} '{Address}' }}).TotalSeconds.ToString([cultureinfo]::InvariantCulture)";
        return Program("Invoke-WebRequest", Shell.Pinned.Program, Shell.Pinned.Run(script), LastNumber);
    }

    private string[] CurlArguments =>
    [
        "-sS", .. length > LargestWhole ? ["-r", "0-"] : Array.Empty<string>(), "-o", workplace.Target, "-w", "%{time_total}", "-H", Authorization,
        .. server.Certificate is { } pem ? ["--cacert", pem] : Array.Empty<string>(), Address,
    ];

    private static string Authorization => "Authorization: Bearer " + ServerProcess.Token;

    private string Address => TransferOrder.AddressOf(server.BaseUri, _id).AbsoluteUri;

    private static double LastNumber(ProcessRun run) => double.Parse(run.Output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);

    private Contender Program(string name, string program, string[] arguments, Func<ProcessRun, double> seconds) =>
        new(name, () => AroundAsync(() => RunAsync(program, arguments, seconds)));

    private async Task<Sample> RunAsync(string program, string[] arguments, Func<ProcessRun, double> seconds)
    {
        var run = await MeasuredProcess.RunAsync(program, arguments, server.Environment);
        return new() { ["seconds"] = seconds(run), ["cpu"] = run.CpuSeconds, ["peak"] = run.MemoryPeak, ["wholeSeconds"] = run.Seconds, ["wholeCpu"] = run.CpuSeconds };
    }

    private Contender Dotnet(string name, string client, long warmUp, string? bench = null) => new(name, () => AroundAsync(async () =>
    {
        string[] arguments =
        [
            bench ?? Workplace.Bench, ClientProgram.Verb, client, server.BaseUri.AbsoluteUri, ServerProcess.Token,
            length.ToString(CultureInfo.InvariantCulture), "1", workplace.Target, warmUp.ToString(CultureInfo.InvariantCulture),
        ];
        var run = await MeasuredProcess.RunAsync("dotnet", arguments, server.Environment);
        var report = ClientReport.Parse(run.Output);
        if (report.Sha256 is { } hash && hash != _hash)
        {
            throw new InvalidDataException($"{name} got other bytes.");
        }

        return new Sample
        {
            ["seconds"] = report.Seconds,
            ["cpu"] = report.CpuSeconds,
            ["peak"] = report.MemoryPeak,
            ["growth"] = report.MemoryPeak - report.MemoryBefore,
            ["allocated"] = report.Allocated,
            ["wholeSeconds"] = run.Seconds,
            ["wholeCpu"] = run.CpuSeconds,
        };
    }));

    private async Task<Sample> AroundAsync(Func<Task<Sample>> run)
    {
        File.Delete(workplace.Target);
        await server.ResetAsync();
        var sample = await run();
        sample["calls"] = (await server.CountAsync()).Calls;
        var saved = new FileInfo(workplace.Target).Length;
        File.Delete(workplace.Target);
        return saved == length ? sample : throw new InvalidDataException($"{saved} of {length} bytes were saved.");
    }
}
