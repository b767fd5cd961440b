using System.Globalization;
using System.Text;
using LarkResources.Bench.Clients;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Scenarios;

/// <summary>A chat of a thousand files under the quota of the platform, and what people do without a module.</summary>
internal sealed class ExportScenario : IScenario
{
    private const int Count = 1000;
    private const int FileLength = 20 << 10;
    private const int PerSecond = 50;
    private const double Latency = 0.05;
    private const double LeastShare = 0.95;

    /// <summary>The last of a thousand calls may go out nineteen seconds after the first.</summary>
    private const double Allowed = ((Count - 1) / PerSecond) + Latency;

    public string Name => "export";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        await using var server = await ServerProcess.StartAsync(workplace, https: false, "--latency-ms", "50", "--per-second", "50", "--per-minute", "1000");
        await server.WarmUpAsync();
        var contenders = new List<Contender> { new("Export-LarkChatResource", () => AroundAsync(workplace, server, folder => ExportAsync(workplace, server, folder))) };
        contenders.Add(new("ForEach-Object -Parallel, Invoke-WebRequest", () => AroundAsync(workplace, server, folder => LoopAsync(server, folder))));
        if (Workplace.Find("curl") is { } curl)
        {
            contenders.Add(new("curl -Z --parallel-max 8 --retry 10", () => AroundAsync(workplace, server, folder => CurlAsync(curl, server, folder, "-Z", "--parallel-max", "8", "--retry", "10"))));
            contenders.Add(new("curl --rate 50/s", () => AroundAsync(workplace, server, folder => CurlAsync(curl, server, folder, "--rate", "50/s"))));
        }

        var series = await Rounds.RunAsync(contenders, options.RoundsOr(1));
        var table = new Table(series,
        [
            new("transfer s", one => Show.Seconds(one.Median("seconds"))),
            new("share of quota", one => Show.Percent(Allowed / one.Median("seconds"))),
            new("files whole", one => Show.Count(one.Median("whole"))),
            new("calls", one => Show.Count(one.Median("calls"))),
            new("most in 1 s", one => Show.Count(one.Max("inOneSecond"))),
            new("refused", one => Show.Count(one.Max("refused"))),
            new("CPU s", one => Show.Seconds(one.Median("cpu"))),
            new("peak MB", one => Show.Megabytes(one.Median("peak"))),
        ]);
        return new(
            Name,
            $"A chat of {Count} files of 20 KiB, 50 ms per request, {PerSecond} calls a second and 1000 a minute",
            $"The quota allows {Allowed:0.00} s. The export reads the history, writes the manifest and hashes; the others are given the addresses. The loop tries again a second after any refusal "
            + "(-MaximumRetryCount 30), eight at once; curl -Z cannot be told a rate, and curl --rate works on one after the other only. Neither leaves a note of what it has got. Timed inside the shell, of curl the whole run.",
            table,
            [
                new("share of what the quota allows", Allowed / series[0].Median("seconds"), LeastShare, AtMost: false),
                new("calls above the quota", series[0].Max("refused"), 0, AtMost: true),
            ]);
    }

    private static async Task<(ProcessRun, double)> ExportAsync(Workplace workplace, ServerProcess server, string folder) => await ShellScripts.RunAsync(
        ShellScripts.Connect(workplace.Module, server), ShellScripts.Export(SandboxWorld.SizedChatId(FileLength, Count), folder));

    private static async Task<(ProcessRun, double)> LoopAsync(ServerProcess server, string folder)
    {
        var messages = new Uri(server.BaseUri, "open-apis/im/v1/messages");
        var request = $"Invoke-WebRequest \"{messages}/om_sized_{FileLength}_$_/resources/file_v3_sized_{FileLength}_$($_)?type=file\" -OutFile \"{folder}/$_.bin\" "
            + $"-Headers @{{ Authorization = 'Bearer {ServerProcess.Token}' }} -MaximumRetryCount 30 -RetryIntervalSec 1";
        return await ShellScripts.RunAsync($"$null = New-Item -ItemType Directory '{folder}'", $"1..{Count} | ForEach-Object -Parallel {{ $ProgressPreference = 'SilentlyContinue'; {request} }} -ThrottleLimit 8");
    }

    private static async Task<(ProcessRun, double)> CurlAsync(string curl, ServerProcess server, string folder, params string[] options)
    {
        var list = new StringBuilder();
        foreach (var number in Enumerable.Range(1, Count))
        {
            var address = TransferOrder.AddressOf(server.BaseUri, Sized.Id(FileLength, number));
            list.Append(CultureInfo.InvariantCulture, $"url = \"{address}\"\noutput = \"{folder}/{number}.bin\"\n");
        }

        Directory.CreateDirectory(folder);
        var config = folder + ".curl";
        await File.WriteAllTextAsync(config, list.ToString());
        var run = await MeasuredProcess.RunAsync(curl, ["-sS", "--fail", "-H", "Authorization: Bearer " + ServerProcess.Token, .. options, "-K", config]);
        return (run, run.Seconds);
    }

    private static async Task<Sample> AroundAsync(Workplace workplace, ServerProcess server, Func<string, Task<(ProcessRun Run, double Seconds)>> work)
    {
        // What the one before has used of the minute is not the fault of the next.
        await server.ResetAsync();
        var folder = Path.Combine(workplace.Scratch, "export");
        var (run, seconds) = await work(folder);
        var seen = await server.CountAsync();
        var whole = new DirectoryInfo(folder).EnumerateFiles("*.bin", SearchOption.AllDirectories).Count(file => file.Length == FileLength);
        Directory.Delete(folder, recursive: true);
        return new Sample
        {
            ["seconds"] = seconds,
            ["whole"] = whole,
            ["calls"] = seen.Calls,
            ["inOneSecond"] = seen.InOneSecond,
            ["refused"] = seen.Refused,
            ["cpu"] = run.CpuSeconds,
            ["peak"] = run.MemoryPeak,
        };
    }
}
