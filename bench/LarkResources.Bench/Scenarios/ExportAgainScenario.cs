using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Export;
using LarkResources.Naming;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Scenarios;

/// <summary>What a repeated export costs when there is nothing new: its manifest has ten thousand lines, or a hundred thousand.</summary>
internal sealed class ExportAgainScenario : IScenario
{
    private const string Connected = "import and connect only";
    private const string Again = "repeated export";
    private const string Verified = "repeated export, -Verify";
    private const string Many = "repeated export, 100,000 files";
    private const string ManyBefore = "the same with the build before";
    private const int FileLength = 2000;
    private const int ManyFiles = 100_000;
    private const double MostSeconds = 1;
    private const double MostSecondsOfMany = 1.5;
    private const double MostMegabytesOfMany = 60;

    public string Name => "again";

    public async Task<Finding> RunAsync(Workplace workplace, BenchOptions options)
    {
        await using var server = await ServerProcess.StartAsync(workplace);
        var destination = Path.Combine(workplace.Scratch, "again");
        var chat = SandboxWorld.SizedChatId(FileLength, 10_000);
        var connect = ShellScripts.Connect(workplace.Module, server, ShellScripts.Unlimited);
        var (_, first) = await ShellScripts.RunAsync(connect, ShellScripts.Export(chat, destination));
        var many = SandboxWorld.SizedChatId(FileLength, ManyFiles);
        MakeMany(Directory.GetDirectories(destination).Single(), Path.Combine(destination, PortableFileName.Folder("many", many)), many);
        List<Contender> before = [];
        if (options.Baseline is { } baseline)
        {
            before.Add(Timed(ManyBefore, ShellScripts.Export(many, destination), ShellScripts.Connect(Workplace.ModuleOf(baseline), server, ShellScripts.Unlimited)));
        }

        var series = await Rounds.RunAsync(
            [
                Timed(Connected, "$null"),
                Timed("repeated export of a chat with one file", ShellScripts.Export(SandboxWorld.OddNameChatId, destination)),
                Timed(Again, ShellScripts.Export(chat, destination)),
                Timed(Many, ShellScripts.Export(many, destination)),
                .. before,
                Timed(Verified, ShellScripts.Export(chat, destination, "-Verify")),
            ],
            options.RoundsOr(9));
        var bare = series[0];
        var again = series.Single(one => one.Contender == Again);
        var againMany = series.Single(one => one.Contender == Many);
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
            "A repeated export with 10,000 or 100,000 lines in the manifest and nothing new",
            $"Each run is a pwsh of its own; the export is timed inside it, first call of the process included. 10,000 files of {FileLength} bytes, which the first export brought in {first:0.0} s without a quota; the manifest and the files of the larger one were made from its lines.",
            table,
            [
                new("seconds for the repeated export", again.Median("seconds"), MostSeconds, AtMost: true),
                new("resource calls of the repeated export", again.Max("calls"), 0, AtMost: true),
                new("seconds for 100,000 files, over connecting", againMany.Median("wholeSeconds") - bare.Median("wholeSeconds"), MostSecondsOfMany, AtMost: true),
                new("memory for 100,000 files, over connecting, in MB", (againMany.Median("peak") - bare.Median("peak")) / 1e6, MostMegabytesOfMany, AtMost: true),
            ]);

        // Exported for real it would take minutes.
        static void MakeMany(string pattern, string folder, string chat)
        {
            using var few = Manifest.Load(Path.Combine(pattern, Manifest.FileName));
            var line = few.EntryAt(0);
            var (state, day) = (ExportCheckpoint.Read(pattern), Path.GetDirectoryName(line.Path)!);
            Directory.CreateDirectory(Path.Combine(folder, day));
            var content = new byte[FileLength];
            using (var manifest = Manifest.Open(Path.Combine(folder, Manifest.FileName)))
            {
                for (var number = 1; number <= ManyFiles; number++)
                {
                    var messageId = SandboxWorld.SizedMessageId(FileLength, number);
                    var path = Path.Combine(folder, day, messageId + ".bin");
                    File.WriteAllBytes(path, content);
                    File.SetLastWriteTimeUtc(path, line.SentAt!.Value.UtcDateTime);
                    manifest.Append(line with { MessageId = messageId, FileKey = messageId, ChatId = chat, Name = messageId + ".bin", Path = $"{day}/{messageId}.bin" });
                }
            }

            (state with { ChatId = chat, Resources = ManyFiles }).Write(folder);
        }

        Contender Timed(string name, string timed, string? connecting = null) => new(name, async () =>
        {
            await server.ResetAsync();
            var (run, seconds) = await ShellScripts.RunAsync(connecting ?? connect, timed);
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
