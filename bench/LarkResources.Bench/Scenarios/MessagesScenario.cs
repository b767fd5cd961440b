using System.Text.Json;
using LarkResources.Bench.Clients;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Scenarios;

/// <summary>How long the history of a long chat takes to read, beside a node client that does the same.</summary>
internal sealed class MessagesScenario : IScenario
{
    private const string Node = "node: fetch, JSON.parse of pages and contents";
    private const string Emitted = "Get-LarkMessage";
    private const string Read = "Get-LarkMessage, the script reads names, texts and keys";
    private const string Core = "the reader without a shell";
    private const string Before = ", the build before";
    private const int Count = 20_000;
    private const double MostTime = 1.2;

    private static readonly string s_chat = SandboxWorld.MixedChatId(Count, 1);

    public string Name => "messages";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        await using var server = await HistoryServerProcess.StartAsync(s_chat);
        var (token, address) = (ServerProcess.Token, server.BaseUri.AbsoluteUri);
        var shell = Shell.At(options.Shell);
        var module = workplace.ModuleFor(options.Package);
        var contenders = new List<Contender> { InShell(Emitted, module, isRead: false), InShell(Read, module, isRead: true), Dotnet(Core, Workplace.Bench) };
        if (options.Baseline is { } baseline)
        {
            contenders.Add(InShell(Emitted + Before, Workplace.ModuleOf(baseline), isRead: false));
            contenders.Add(InShell(Read + Before, Workplace.ModuleOf(baseline), isRead: true));
            contenders.Add(Dotnet(Core + Before, baseline));
        }

        if (Workplace.Find("node") is { } program)
        {
            contenders.Add(new(Node, () => RunAsync(program, [Path.Combine(workplace.Root, "bench", "LarkResources.Bench", "Clients", "history.mjs"), address, token, s_chat])));
        }

        var series = await Rounds.RunAsync(contenders, options.RoundsOr(9));
        var node = series.SingleOrDefault(one => one.Contender == Node);
        if (series.Select(one => one.Median("keys")).Where(keys => !double.IsNaN(keys)).Distinct().Count() > 1)
        {
            throw new InvalidDataException("Not all have found the same number of keys.");
        }

        return new(
            Name,
            "A chat of 20,000 messages, read from its beginning to its end",
            $"Each run is a process of its own{(options.Package is null ? string.Empty : ", with the module as it is packaged,")} that reads the chat twice; the server has its 400 pages ready and costs next to nothing. Texts, pictures, files, voice, video, posts, recalled messages and forwards, as the sandbox mixes them. "
            + "All but the first line read the name of the sender, the text and the keys of each message; node stands for what one writes by hand. Beside node's first pass stands the first pass, beside its second the second.",
            new Table(series, [.. Columns("first", node), .. Columns("second", node), new("second KB/message", one => Show.Factor(one.Median("allocated") / Count / 1024)), new("peak MB", one => Show.Megabytes(one.Median("peak")))]),
            node is null ? [] : [.. new[] { Emitted, Read, Core }.SelectMany(name => Targets(series.Single(one => one.Contender == name), node))]);

        Contender InShell(string name, string module, bool isRead) => new(name, () => RunAsync(shell.Program, shell.Run(Script(module, address, token, isRead))));

        Contender Dotnet(string name, string bench) => new(name, () => RunAsync("dotnet", [bench, HistoryClient.Verb, address, token, s_chat]));
    }

    private static IEnumerable<Column> Columns(string pass, Series? node) =>
    [
        new($"{pass} s", one => Show.Seconds(one.Median($"{pass}Seconds"))),
        new("× node", one => Show.Ratio(node, one, $"{pass}Seconds")),
        new("CPU s", one => Show.Seconds(one.Median($"{pass}Cpu"))),
        new("× node", one => Show.Ratio(node, one, $"{pass}Cpu")),
    ];

    private static IEnumerable<Target> Targets(Series one, Series node) =>
    [
        new($"{one.Contender}: time of the first pass against node's", one.RatioTo(node, "firstSeconds"), MostTime, AtMost: true),
        new($"{one.Contender}: time of the second pass against node's", one.RatioTo(node, "secondSeconds"), MostTime, AtMost: true),
    ];

    private static string Script(string module, string address, string token, bool isRead)
    {
        var read = isRead
            ? "foreach ($one in Get-LarkMessage -ChatId $chat) { $count++; $null = $one.Text; $names += $one.SenderName.Length; foreach ($key in $one.Resources.FileKey) { $keys++ } }"
            : "$count = @(Get-LarkMessage -ChatId $chat).Count; $names = $keys = $null";
        return $"$ErrorActionPreference = 'Stop'; Import-Module '{module}'; "
            + $"Connect-Lark -AccessToken (ConvertTo-SecureString {token} -AsPlainText) -BaseUri {address} -SkipCheck -CallsPerSecond 10000 -CallsPerMinute 600000; $chat = '{s_chat}'; "
            + "function Read-Chat { $allocated = [GC]::GetTotalAllocatedBytes(); $cpu = [Environment]::CpuUsage.TotalTime; $watch = [Diagnostics.Stopwatch]::StartNew(); $count = $names = $keys = 0; "
            + read
            + "; @{ seconds = $watch.Elapsed.TotalSeconds; cpu = ([Environment]::CpuUsage.TotalTime - $cpu).TotalSeconds; allocated = [GC]::GetTotalAllocatedBytes() - $allocated; messages = $count; keys = $keys; names = $names } }; "
            + "@((Read-Chat), (Read-Chat)) | ConvertTo-Json -Compress";
    }

    private static async Task<Sample> RunAsync(string program, IEnumerable<string> arguments)
    {
        var run = await MeasuredProcess.RunAsync(program, arguments);
        var passes = JsonSerializer.Deserialize<HistoryPass[]>(run.Output.Trim().Split('\n')[^1], JsonSerializerOptions.Web)!;
        foreach (var pass in passes)
        {
            if (pass.Messages != Count)
            {
                throw new InvalidDataException($"{pass.Messages} of {Count} messages were read.");
            }
        }

        var sample = new Sample
        {
            ["firstSeconds"] = passes[0].Seconds,
            ["firstCpu"] = passes[0].Cpu,
            ["secondSeconds"] = passes[1].Seconds,
            ["secondCpu"] = passes[1].Cpu,
            ["peak"] = run.MemoryPeak,
        };
        Add("allocated", passes[1].Allocated);
        Add("keys", passes[1].Keys);
        Add("names", passes[1].Names);
        return sample;

        void Add(string name, double? value)
        {
            if (value is { } known)
            {
                sample[name] = known;
            }
        }
    }
}
