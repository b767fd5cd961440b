using System.Globalization;
using System.Text.Json;
using LarkResources.Tests.Authentication;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>A chat and the runs that archive it. One number makes all of it, so that two processes know the same chat.</summary>
internal sealed class PowerScene : IDisposable
{
    private const int RunsInAct = 2;

    /// <summary>How long after it was sent a message is edited or recalled: within the day that every run looks back.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromHours(23.9);

    private readonly int _seed;
    private readonly Random _random;
    private readonly LivingChat _chat;
    private readonly ChatPeople _people;
    private readonly UnreliableTenant _tenant;
    private readonly CancellationTokenSource _closing = new();
    private readonly PromptClock _clock = new();
    private readonly HttpClient _http;
    private DateTimeOffset _now = new(2020, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public PowerScene(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _chat = new LivingChat("oc_living", isTopicChat: _random.OneIn(5));
        _tenant = new UnreliableTenant(new Random(~seed), _chat);
        _http = SimulatedLine.To(_tenant, 3, _clock, _closing.Token);
        Everything = new()
        {
            Kinds = Enum.GetValues<LarkResourceKind>().ToHashSet(),
            IncludeThread = _random.OneIn(2),
            IncludeMessage = true,
            Full = _random.OneIn(2),
            ThreadLookback = TimeSpan.FromDays(30),
            ThrottleLimit = _random.Next(1, 9),
        };
        _people = new ChatPeople(
            _chat,
            _random,
            Everything.Full ? TimeSpan.MaxValue : Usual,
            Everything.Full ? TimeSpan.MaxValue : Everything.IncludeThread ? Everything.ThreadLookback : Usual);
        Oracle = new ArchiveOracle(_chat);
    }

    /// <summary>What the last run is for.</summary>
    public ExportOptions Everything { get; }

    public ArchiveOracle Oracle { get; }

    /// <summary>The resources that were asked for since the last call of this.</summary>
    public IReadOnlySet<ResourceKey> TakeAsked() => _chat.TakeAsked();

    public ArchiveFolder FolderIn(string destination)
    {
        var export = new ChatFolderLocator(destination);
        return new(export.Find(_chat.Id) ?? export.New("Living", _chat.Id));
    }

    /// <summary>What people do in one act, without a run.</summary>
    public void Pass()
    {
        for (var run = 0; run < RunsInAct; run++)
        {
            LetPeopleAct();
        }
    }

    /// <summary>One act with its runs: an ordinary one, damage to a file, and one with -Verify.</summary>
    /// <returns>What was damaged; null when nothing was.</returns>
    public async Task<Damage?> PlayAsync(int act, string destination)
    {
        for (var earlier = 0; earlier < act; earlier++)
        {
            Pass();
        }

        var chance = new Random((_seed * 31) + act);
        _tenant.FaultsPerHundred = chance.Pick(0, 2, 10);
        LetPeopleAct();
        await ExportAsync(destination, Everything with { Until = _now });
        var damaged = chance.OneIn(3) ? null : Damaged(FolderIn(destination), chance);
        LetPeopleAct();
        await ExportAsync(destination, Everything with { Until = _now, Verify = true });
        return damaged;
    }

    public async Task<(List<LarkException> Failures, List<string> Warnings)> ExportAsync(string destination, ExportOptions options)
    {
        var client = new LarkClient(_http, new Uri("https://open.example/"), null) { Clock = _clock };
        var export = new ChatExporter(client, 3, new LarkChat { ChatId = _chat.Id, Name = "Living" }, new(destination), options, new(), new());
        var (failures, warnings) = (new List<LarkException>(), new List<string>());
        await foreach (var happened in export.RunAsync(CancellationToken.None))
        {
            switch (happened)
            {
                case ExportEvent.Failed failed:
                    failures.Add(failed.Error);
                    break;
                case ExportEvent.Warning warning:
                    warnings.Add(warning.Text);
                    break;
            }
        }

        return (failures, warnings);
    }

    /// <summary>How many lines say that a file is saved.</summary>
    public static int LinesOf(ArchiveFolder folder, string path) =>
        folder.Lines(ArchiveFolder.Manifest).Count(line => line.GetProperty("path") is { ValueKind: JsonValueKind.String } saved && saved.GetString() == path);

    public void Dispose()
    {
        _http.Dispose();
        _closing.Dispose();
    }

    /// <summary>Another byte, with length and time as they were: what only -Verify finds.</summary>
    private static Damage? Damaged(ArchiveFolder folder, Random chance)
    {
        string[] saved = [.. folder.Resources().Values.Where(line => folder.IsProven(line) && line.GetProperty("length").GetInt64() > 0).Select(line => line.GetProperty("path").GetString()!)];
        if (saved.Length == 0)
        {
            return null;
        }

        var path = chance.Pick<string>(saved);
        var time = File.GetLastWriteTimeUtc(folder.Full(path));
        using var file = File.OpenHandle(folder.Full(path), FileMode.Open, FileAccess.ReadWrite);
        var at = chance.Next((int)RandomAccess.GetLength(file));
        var other = new byte[1];
        RandomAccess.Read(file, other, at);
        other[0] ^= 0xFF;
        RandomAccess.Write(file, other, at);
        File.SetLastWriteTimeUtc(file, time);
        RandomAccess.FlushToDisk(file);
        return new(path, LinesOf(folder, path), time);
    }

    private void LetPeopleAct()
    {
        _now += TimeSpan.FromHours(_random.Next(1, 30));
        for (var times = _random.Next(3, 12); times > 0; times--)
        {
            _now += TimeSpan.FromMilliseconds(_random.Pick(1, 700, 60_000, 3_600_000));
            _people.Act(_now);
        }
    }
}
