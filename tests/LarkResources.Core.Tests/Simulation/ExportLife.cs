using LarkResources.Tests.Authentication;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>One chat, its folder, and the runs that fill it.</summary>
internal sealed class ExportLife : IDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly Random _random;
    private readonly SandboxHandler _sandbox = new();
    private readonly UnreliableTenant _tenant;
    private readonly CancellationTokenSource _closing = new();
    private readonly PromptClock _clock = new();
    private readonly HttpClient _http;
    private readonly int _retries;
    private readonly string _destination = Directory.CreateDirectory(Path.Combine(Root, "lark-export-" + Guid.NewGuid().ToString("N"))).FullName;
    private readonly ExportChatModel _chat;
    private readonly ExportFolderModel _folder;
    private readonly ExportOptions _everything;
    private DateTimeOffset _now;

    public ExportLife(int seed)
    {
        _random = new Random(seed);
        _retries = _random.Next(4);
        _tenant = new UnreliableTenant(new Random(~seed), _sandbox) { RefusesForAWhile = _random.OneIn(3) };
        _http = SimulatedLine.To(_tenant, _retries, _clock, _closing.Token);

        // What this life takes for everything: threads are read again for thirty days back, which hides what a shorter look misses.
        _everything = new()
        {
            Kinds = _random.OneIn(4) ? Enum.GetValues<LarkResourceKind>().ToHashSet() : ExportOptions.UsualKinds,
            IncludeThread = _random.OneIn(3),
            RetrySkipped = _tenant.RefusesForAWhile || _random.OneIn(2),
            Verify = true,
            ThrottleLimit = _random.Next(1, 9),
        };

        _now = SandboxWorld.MixedFrom + (TimeSpan.FromDays(6) * _random.NextDouble());

        // Few chats, which are made once: what befalls them is what differs.
        _chat = new ExportChatModel(_sandbox, _random, _random.OneIn(12) ? 165 : _random.Pick(8, 30, 60, 110), _random.Next(8));
        _folder = new ExportFolderModel(_destination, _chat, _random);
    }

    public async Task RunAsync()
    {
        for (var runs = _random.Next(1, 7); runs > 0; runs--)
        {
            GoOn();
            _tenant.FaultsPerHundred = _random.Pick(0, 2, 10, 30, 80);
            var selection = Selection();
            await RunOnceAsync(selection, isToBeStopped: _random.OneIn(3));
            if (!selection.IsDryRun)
            {
                _chat.LookedAt(selection);
            }

            _folder.AssertConsistent();
            _folder.Tamper();
        }

        await EndAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _closing.Dispose();
        Directory.Delete(_destination, recursive: true);
    }

    private async Task EndAsync()
    {
        (_tenant.FaultsPerHundred, _sandbox.Now) = (0, null);
        Assert.Empty(await RunOnceAsync(_everything, isToBeStopped: false));
        _folder.AssertWhole(_everything);

        var calls = _tenant.ResourceCalls;
        var manifest = _folder.ManifestBytes();
        Assert.Empty(await RunOnceAsync(_everything with { RetrySkipped = false, Verify = _random.OneIn(2), Full = _random.OneIn(2) && !_chat.HasEditPassedOver }, isToBeStopped: false));
        Assert.Equal(calls, _tenant.ResourceCalls);
        Assert.True(manifest.AsSpan().SequenceEqual(_folder.ManifestBytes()), "A run that had nothing to do wrote to the manifest.");
    }

    /// <summary>Time passes, and people do what they do.</summary>
    private void GoOn()
    {
        _now += TimeSpan.FromHours(_random.Pick(0, 2, 5, 10, 15, 60) * (0.5 + _random.NextDouble()));
        _sandbox.Now = _now;
        for (var left = _random.Next(8); left > 0; left--)
        {
            if (!_random.OneIn(4))
            {
                _chat.Edit(_now);
            }
            else
            {
                _chat.Recall();
            }
        }
    }

    private ExportOptions Selection()
    {
        var kinds = Enum.GetValues<LarkResourceKind>();
        return new()
        {
            Since = _random.OneIn(4) ? _now - TimeSpan.FromHours(_random.Next(100)) : null,
            Until = _random.OneIn(5) ? _now - TimeSpan.FromHours(_random.Next(40)) : _now,
            Kinds = _random.OneIn(3) ? kinds.Where(_ => _random.OneIn(2)).Append(_random.Pick(kinds)).ToHashSet() : _everything.Kinds,
            MaximumSize = _random.OneIn(5) ? _random.Next(1, 70_000) : null,
            IncludeThread = _random.OneIn(4) ? _random.OneIn(2) : _everything.IncludeThread,
            Full = _random.OneIn(8),
            RetrySkipped = _random.OneIn(6),
            Verify = _random.OneIn(5),
            IsDryRun = _random.OneIn(12),
            ThrottleLimit = _random.Next(1, 9),
        };
    }

    private async Task<List<LarkException>> RunOnceAsync(ExportOptions selection, bool isToBeStopped)
    {
        using var stop = new CancellationTokenSource();
        var leavesTheLoop = false;
        if (isToBeStopped)
        {
            var left = _random.OneIn(2) ? _random.Next(1, 15) : _random.Next(1, 250);
            leavesTheLoop = _random.OneIn(3);
            _tenant.Moment = () =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    stop.Cancel();
                }
            };
        }

        var before = selection.IsDryRun ? _folder.Listing() : null;
        var failures = new List<LarkException>();
        var client = new LarkClient(_http, new Uri("https://open.example/"), null) { Clock = _clock };
        var export = new ChatExporter(client, _retries, new LarkChat { ChatId = _chat.Id, Name = _random.OneIn(2) ? "" : "Mixed" }, new(_destination), selection, new(), new());
        try
        {
            await foreach (var happened in export.RunAsync(stop.Token))
            {
                if (happened is ExportEvent.Failed { Error: var e })
                {
                    Assert.Null(e.InnerException as NullReferenceException);
                    failures.Add(e);
                }

                if (leavesTheLoop && stop.IsCancellationRequested)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As it was asked to.
        }

        _tenant.Moment = static () => { };
        Assert.Equal(before ?? _folder.Listing(), _folder.Listing());
        return failures;
    }
}
