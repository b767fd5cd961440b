using System.Text.Json;
using LarkResources.Tests.Authentication;
using LarkResources.Tests.Fuzzing;
using Xunit.Sdk;

namespace LarkResources.Tests.Simulation;

/// <summary>The life of one archive: people write, edit and recall, runs for this and that read it, over a bad line, and are stopped and killed.</summary>
internal sealed class ArchiveLife : IDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>How long after it was sent a message is edited or recalled: within the day that every run looks back.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromHours(23.9);

    private readonly Random _random;
    private readonly LivingChat _chat;
    private readonly ChatPeople _people;
    private readonly ArchiveOracle _oracle;
    private readonly UnreliableTenant _tenant;
    private readonly CancellationTokenSource _closing = new();
    private readonly PromptClock _clock = new();
    private readonly HttpClient _http;
    private readonly int _retries;
    private readonly string _top = Directory.CreateDirectory(Path.Combine(Root, "lark-archive-" + Guid.NewGuid().ToString("N"))).FullName;
    private readonly ExportOptions _everything;

    /// <summary>Files that were taken away or damaged, and were not brought back yet.</summary>
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>Messages whose last change a window has passed over.</summary>
    private readonly HashSet<string> _passedOver = new(StringComparer.Ordinal);

    /// <summary>What happened: it shows why a life ended badly.</summary>
    private readonly List<string> _story = [];

    private bool _wasKilled;
    private string _destination;
    private DateTimeOffset _now = new(2020, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public ArchiveLife(int seed)
    {
        _random = new Random(seed);
        _retries = _random.Next(4);
        _chat = new LivingChat("oc_living", isTopicChat: _random.OneIn(5));
        _oracle = new ArchiveOracle(_chat);
        _tenant = new UnreliableTenant(new Random(~seed), _chat) { RefusesForAWhile = _random.OneIn(3) };
        _http = SimulatedLine.To(_tenant, _retries, _clock, _closing.Token);

        // Half of the lives end with -Full, and anything may be edited and recalled in them; the others with a run like every day's, which looks back as far as the contract says.
        _everything = new()
        {
            Kinds = _random.OneIn(2) ? Enum.GetValues<LarkResourceKind>().ToHashSet() : ExportOptions.UsualKinds,
            IncludeThread = !_random.OneIn(3),
            IncludeMessage = true,
            Full = _random.OneIn(2),
            ThreadLookback = TimeSpan.FromDays(_random.Pick(2, 30)),
            RetrySkipped = _tenant.RefusesForAWhile || _random.OneIn(2),
            ThrottleLimit = _random.Next(1, 9),
        };
        _people = new ChatPeople(
            _chat,
            _random,
            _everything.Full ? TimeSpan.MaxValue : Usual,
            _everything.Full ? TimeSpan.MaxValue : _everything.IncludeThread ? _everything.ThreadLookback : Usual);
        _destination = NewDestination();
        LetPeopleAct(_random.OneIn(12) ? _random.Next(60, 130) : _random.Next(3, 30));
    }

    private ArchiveFolder Folder
    {
        get
        {
            var export = new ChatFolderLocator(_destination);
            return new(export.Find(_chat.Id) ?? export.New("Living", _chat.Id));
        }
    }

    public async Task RunAsync()
    {
        try
        {
            await LiveAsync();
        }
        catch (Exception e)
        {
            throw new XunitException($"{e.Message}{Environment.NewLine}{string.Join(Environment.NewLine, _story)}", e);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _closing.Dispose();
        Directory.Delete(_top, recursive: true);
    }

    private async Task LiveAsync()
    {
        for (var runs = _random.Next(1, 8); runs > 0; runs--)
        {
            _tenant.FaultsPerHundred = _random.Pick(0, 0, 2, 10, 30, 80);
            var options = Options();
            await RunOnceAsync(options, _random.Pick(End.Itself, End.Itself, End.Itself, End.Stop, End.Kill, End.Kill), isChangedMeanwhile: _random.OneIn(5));
            Tamper();
            Pass(TimeSpan.FromHours(_random.Pick(0, 1, 5, 10, 30, 100, 400, 1000) * (0.5 + _random.NextDouble())));
            LetPeopleAct(_random.Next(9));
        }

        _tenant.FaultsPerHundred = 0;
        var last = _everything with { Until = _random.OneIn(2) ? _now : null };
        Assert.Empty(await RunOnceAsync(last, End.Itself, isChangedMeanwhile: false));
        _oracle.AssertWhole(Folder, last, last.Full ? new HashSet<string>() : _passedOver, _missing, _wasKilled);

        // Once more brings nothing, nor does a look at all of it when none of it was passed over.
        var (manifest, messages) = (Folder.BytesOf(ArchiveFolder.Manifest), Folder.BytesOf(ArchiveFolder.Messages));
        var again = last with { RetrySkipped = false, Full = _random.OneIn(2) && (last.Full || _passedOver.Count == 0) };
        Assert.Empty(await RunOnceAsync(again, End.Itself, isChangedMeanwhile: false));
        Assert.True(manifest.AsSpan().SequenceEqual(Folder.BytesOf(ArchiveFolder.Manifest)), "A run that had nothing to do wrote to the manifest.");
        Assert.True(messages.AsSpan().SequenceEqual(Folder.BytesOf(ArchiveFolder.Messages)), "A run that had nothing to do wrote to the messages.");
    }

    private ExportOptions Options()
    {
        var kinds = Enum.GetValues<LarkResourceKind>();
        return _everything with
        {
            Since = _random.OneIn(6) ? _now - TimeSpan.FromHours(_random.Next(100)) : null,
            Until = _random.OneIn(6) ? _now - TimeSpan.FromHours(_random.Next(60)) : _now,
            Kinds = _random.OneIn(4) ? kinds.Where(_ => _random.OneIn(2)).Append(_random.Pick(kinds)).ToHashSet() : _everything.Kinds,
            Filter = _random.OneIn(3) ? Filter() : null,
            MaximumSize = _random.OneIn(8) ? _random.Next(1, 3000) : null,
            IncludeThread = _random.OneIn(4) ? _random.OneIn(2) : _everything.IncludeThread,
            IncludeMessage = !_random.OneIn(3),
            Full = _random.OneIn(10),
            RetrySkipped = _random.OneIn(6),
            Verify = _random.OneIn(5),
            IsDryRun = _random.OneIn(15),
            ThrottleLimit = _random.Next(1, 9),
        };
    }

    private ResourceFilter Filter()
    {
        var sender = _random.Pick<string>(ChatPeople.Senders);
        return _random.Next(4) switch
        {
            0 => new(resource => resource.Kind is LarkResourceKind.Folder || IsPdf(resource), ResourceFilter.SignatureOf(["*.pdf"], [], [])),
            1 => new(resource => resource.Kind is LarkResourceKind.Folder || !IsPdf(resource), ResourceFilter.SignatureOf([], ["*.pdf"], [])),
            2 => new(resource => resource.SenderId == sender, ResourceFilter.SignatureOf([], [], [sender])),
            _ => new(resource => resource.SenderId == sender && (resource.Kind is LarkResourceKind.Folder || !IsPdf(resource)), ResourceFilter.SignatureOf([], ["*.pdf"], [sender])),
        };

        static bool IsPdf(LarkResource resource) => resource.Name?.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) is true;
    }

    private async Task<List<LarkException>> RunOnceAsync(ExportOptions options, End end, bool isChangedMeanwhile)
    {
        var before = Folder;
        var (manifest, messages, files) = (before.BytesOf(ArchiveFolder.Manifest), before.BytesOf(ArchiveFolder.Messages), Listing());
        var known = before.Resources();
        var proven = known.Where(line => before.IsProven(line.Value)).Select(line => line.Key).ToHashSet();
        var refused = known.Where(line => !options.RetrySkipped && line.Value.GetProperty("code").ValueKind is JsonValueKind.Number && line.Value.GetProperty("status").GetString() == "skipped").Select(line => line.Key).ToHashSet();
        if (!options.IsDryRun)
        {
            _passedOver.UnionWith(_people.Changed.Keys.Where(message => options.Since > _chat.StatesOf(message)[0].SentAt));
        }

        _story.Add($"{_now:MM-dd HH:mm:ss.fff} {Described(options)}, ends by {end}, {_tenant.FaultsPerHundred} % faults");
        _chat.TakeAsked();
        var failures = await ExportAsync(options, end, isChangedMeanwhile);
        var asked = _chat.TakeAsked();
        Assert.Empty(asked.Intersect(proven));
        Assert.Empty(asked.Intersect(refused));
        Assert.All(asked, key => Assert.True(IsWanted(options, key, known), $"{key} was left out, and asked for."));
        if (options.IsDryRun)
        {
            Assert.Equal(files, Listing());
            return failures;
        }

        AssertKept(manifest, ArchiveFolder.Manifest);
        AssertKept(messages, ArchiveFolder.Messages);
        Assert.True(options.IncludeMessage || messages.AsSpan().SequenceEqual(Folder.BytesOf(ArchiveFolder.Messages)), "A run without -IncludeMessage wrote to the messages.");
        _oracle.AssertConsistent(Folder, _missing);
        Assert.True(failures.Count > 0 || end is not End.Itself || !options.IncludeMessage || Folder.IsWellFormed, "A torn line was left behind.");
        return failures;
    }

    private async Task<List<LarkException>> ExportAsync(ExportOptions options, End end, bool isChangedMeanwhile)
    {
        using var stop = new CancellationTokenSource();
        var (start, snapshot, failures) = (Folder, (string?)null, new List<LarkException>());
        var (left, change) = (end is End.Itself ? -1 : _random.OneIn(2) ? _random.Next(1, 15) : _random.Next(1, 150), isChangedMeanwhile ? _random.Next(1, 40) : -1);
        var sizes = new[] { ArchiveFolder.Manifest, ArchiveFolder.Messages }.ToDictionary(name => name, name => start.BytesOf(name).Length);
        _tenant.Moment = () =>
        {
            if (Interlocked.Decrement(ref change) == 0)
            {
                LetPeopleAct(2);
            }

            if (Interlocked.Decrement(ref left) == 0)
            {
                snapshot = end is End.Kill && !options.IsDryRun ? Snapshot(start.Path) : null;
                stop.Cancel();
            }
        };
        var client = new LarkClient(_http, new Uri("https://open.example/"), null) { Clock = _clock };
        var export = new ChatExporter(client, _retries, new LarkChat { ChatId = _chat.Id, Name = _random.OneIn(2) ? "" : "Living" }, new(_destination), options, new(), new());
        try
        {
            await foreach (var happened in export.RunAsync(stop.Token))
            {
                if (happened is ExportEvent.Failed { Error: var e })
                {
                    Assert.Null(e.InnerException as NullReferenceException);
                    failures.Add(e);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As it was asked to.
        }

        _tenant.Moment = static () => { };
        _story.AddRange(failures.Select(failure => "  " + failure.Message.Split('\n')[0]));
        if (snapshot is not null)
        {
            // What was on the disk at the instant of the kill is what the next run finds.
            Directory.Delete(_destination, recursive: true);
            _destination = snapshot;
            _wasKilled = true;
            Tear(sizes);
        }

        return failures;
    }

    /// <summary>True for a resource that a run asks for: of a message in any of its states, since it may change meanwhile, and by whatever id, since a reply is asked for by that of its root as well.</summary>
    private bool IsWanted(ExportOptions options, ResourceKey key, IReadOnlyDictionary<ResourceKey, JsonElement> known) =>
        _chat.Messages.SelectMany(message => _chat.StatesOf(message.Id)).Any(state => options.Covers(state.SentAt) && state.Resources.Any(resource => resource.Key == key.FileKey && ArchiveOracle.Wants(options, state, resource)))
        && !(known.TryGetValue(key, out var line) && line.GetProperty("status").GetString() == "skipped" && line.GetProperty("code").ValueKind is JsonValueKind.Null && line.GetProperty("length").GetInt64() > options.MaximumSize);

    /// <summary>Lines are only added.</summary>
    private void AssertKept(byte[] before, string name)
    {
        var (kept, after) = (ArchiveFolder.Settled(before), Folder.BytesOf(name));
        Assert.True(after.AsSpan().StartsWith(kept) || after.AsSpan().SequenceEqual(before), $"A line of '{name}' is not what it was.");
    }

    /// <summary>A copy of everything at this moment: the lists first, so that they speak of no file that the copy does not have; a journal before its part.</summary>
    private string Snapshot(string folder)
    {
        var copy = NewDestination();
        if (!Directory.Exists(folder))
        {
            return copy;
        }

        string[] first = [ArchiveFolder.Manifest, ArchiveFolder.Messages, ArchiveFolder.State];
        var files = first.Select(name => Path.Combine(folder, name))
            .Concat(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !first.Contains(Path.GetFileName(file))).OrderBy(file => !file.EndsWith(".part.json", StringComparison.Ordinal)))
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var to = Path.Combine(copy, Path.GetRelativePath(_destination, file));
            try
            {
                // Past the lock of the run, as no other process could.
                using var from = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var bytes = new byte[RandomAccess.GetLength(from)];
                var read = RandomAccess.Read(from, bytes, 0);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.WriteAllBytes(to, bytes[..read]);
                File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(from));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // Not there yet, or not any more.
            }
        }

        return copy;
    }

    /// <summary>A kill within a write leaves a part of the line; what earlier runs have written is on the disk.</summary>
    private void Tear(Dictionary<string, int> sizes)
    {
        foreach (var (name, size) in sizes)
        {
            var bytes = Folder.BytesOf(name);
            if (bytes.Length > size && _random.OneIn(2))
            {
                var beginning = Math.Max(size, bytes.AsSpan(0, bytes.Length - 1).LastIndexOf((byte)'\n') + 1);
                File.WriteAllBytes(Folder.Full(name), bytes[.._random.Next(beginning, bytes.Length)]);
            }
        }
    }

    /// <summary>What may befall a folder between two runs.</summary>
    private void Tamper()
    {
        var folder = Folder;
        var saved = folder.Resources().Values.Where(folder.IsProven).Select(line => line.GetProperty("path").GetString()!).ToArray();
        var befalls = _random.Next(16);
        _story.Add($"  then accident {befalls}");
        switch (befalls)
        {
            case 0 when saved.Length > 0:
                var taken = _random.Pick<string>(saved);
                File.Delete(folder.Full(taken));
                _missing.Add(taken);
                break;
            case 1 when saved.Length > 0 && folder.Full(_random.Pick<string>(saved)) is var damaged && new FileInfo(damaged).Length > 0:
                // A bad disk: the time of the message stays.
                var time = File.GetLastWriteTimeUtc(damaged);
                File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..^1]);
                File.SetLastWriteTimeUtc(damaged, time);
                _missing.Add(Path.GetRelativePath(folder.Path, damaged).Replace('\\', '/'));
                break;
            case 2 when Directory.Exists(folder.Path):
                File.Delete(folder.Full(ArchiveFolder.State));
                break;
            case 3 when Directory.Exists(folder.Path):
                File.Delete(folder.Full(ArchiveFolder.Messages));
                break;
            case 4 or 5 when Directory.Exists(folder.Path) && _random.Pick(ArchiveFolder.Manifest, ArchiveFolder.Messages) is var torn && folder.BytesOf(torn) is [] or [.., (byte)'\n']:
                // Never behind another torn piece: of two in one line nothing tells whose they are.
                File.AppendAllText(folder.Full(torn), _random.Pick("{\"v\":1,\"messageId\":\"om_liv", "{", "{\"v\":1"));
                break;
            default:
                break;
        }
    }

    private static string Described(ExportOptions options) =>
        $"since {options.Since:MM-dd HH:mm} until {options.Until:MM-dd HH:mm:ss.fff} for {string.Join(' ', options.Kinds)} {options.Filter?.Signature} up to {options.MaximumSize}"
        + $"{(options.IncludeThread ? " threads" : "")}{(options.IncludeMessage ? " messages" : "")}{(options.Full ? " full" : "")}{(options.RetrySkipped ? " retry" : "")}{(options.Verify ? " verify" : "")}{(options.IsDryRun ? " dry" : "")}";

    private void LetPeopleAct(int times)
    {
        for (; times > 0; times--)
        {
            Pass(TimeSpan.FromMilliseconds(_random.Pick(1, 700, 60_000, 3_600_000)));
            _story.Add($"  {_now:MM-dd HH:mm:ss.fff} {_people.Act(_now)}");
        }
    }

    /// <summary>The platform counts milliseconds.</summary>
    private void Pass(TimeSpan time) => _now += TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));

    private string NewDestination() => Directory.CreateDirectory(Path.Combine(_top, Guid.NewGuid().ToString("N"))).FullName;

    private List<(string Path, long Length, DateTime Time)> Listing() =>
        [.. new DirectoryInfo(_destination).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc))];

    /// <summary>How a run ends.</summary>
    private enum End
    {
        Itself,
        Stop,
        Kill,
    }
}
