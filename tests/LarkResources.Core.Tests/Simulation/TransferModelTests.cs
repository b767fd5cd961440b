using LarkResources.Tests.Authentication;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>Whole lives of a download: broken, stopped, killed, tampered with and begun again, in an order that a number gives. What must hold in all of them is asserted in each.</summary>
public sealed class TransferModelTests
{
    private static readonly string[] MayFailWith =
        ["TransferIncomplete", "UnexpectedResponse", "PlatformError", "ConnectionFailed", "Timeout", "ResourceBusy", "FileExists", "WriteFailed"];

    [Fact]
    public Task Right_bytes_or_no_file_whatever_befalls_a_download() => Campaign.RunAsync(150, 8, async seed =>
    {
        using var life = new DownloadLife(seed);
        await life.RunAsync();
    });

    /// <summary>One target in one folder, and the runs that try to fill it.</summary>
    private sealed class DownloadLife : IDisposable
    {
        private static readonly ResourceId Id = new("om_1", "file_v3_1", LarkResourceType.File);
        private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

        private readonly Random _random;
        private readonly SimulatedServer _server;
        private readonly HttpClient _http;
        private readonly CancellationTokenSource _closing = new();
        private readonly PromptClock _clock = new();
        private readonly string _top;
        private readonly int _retries;
        private readonly bool _overwrite;
        private readonly ResourceId _id;
        private byte[]? _old;
        private string _folder;
        private bool _wasDamaged;

        public DownloadLife(int seed)
        {
            _random = new Random(seed);
            var length = _random.Next(10) switch
            {
                0 => _random.Next(3),
                1 => _random.Next(1 << 20),
                < 6 => _random.Next(1 << 20, 9 << 20),
                6 => _random.Pick(TransferLimits.ChunkSize, 2 * TransferLimits.ChunkSize, TransferLimits.UnitSize, TransferLimits.BufferLength) + _random.Next(-1, 2),
                7 => _random.Next(9 << 20, 16 << 20),
                _ => _random.Next(16 << 20, 36 << 20),
            };
            _server = new SimulatedServer(new Random(~seed), new(
                length, !_random.OneIn(6), _random.Pick(Enum.GetValues<SimulatedServer.ValidatorKind>()), _random.Pick(Enum.GetValues<SimulatedServer.FramingKind>()), _random.Pick(0, 5, 15, 40, 80)));
            _retries = _random.Next(5);
            _overwrite = !_random.OneIn(5);
            _id = Id with { Type = _random.OneIn(6) ? LarkResourceType.Image : LarkResourceType.File };
            _http = SimulatedLine.To(_server, _retries, _clock, _closing.Token);
            _top = Directory.CreateDirectory(Path.Combine(Root, "lark-model-" + Guid.NewGuid().ToString("N"))).FullName;
            _folder = NewFolder();
            if (_random.OneIn(3))
            {
                _old = _random.Bytes(_random.Next(2000));
                File.WriteAllBytes(Target, _old);
            }
        }

        private string Target => Path.Combine(_folder, "target.bin");

        public async Task RunAsync()
        {
            for (var runs = _random.Next(5); runs > 0; runs--)
            {
                if (await RunOnceAsync(_random.OneIn(10)))
                {
                    // The next run finds a finished file.
                    _old = File.ReadAllBytes(Target);
                }

                Tamper();
            }

            _server.IsCalm = true;
            if (_wasDamaged)
            {
                RemoveWhatIsNobodys();
            }

            var worked = await RunOnceAsync(isContested: false);
            Assert.Equal(_overwrite || _old is null, worked);
            Assert.Equal(0, _server.Open);
        }

        public void Dispose()
        {
            _http.Dispose();
            _closing.Dispose();
            Directory.Delete(_top, recursive: true);
        }

        private async Task<bool> RunOnceAsync(bool isContested)
        {
            using var stop = new CancellationTokenSource();
            var killedTo = End(stop);
            var before = _server.Requests;
            var downloads = Enumerable.Range(0, isContested ? 2 : 1).Select(_ => DownloadAsync(stop.Token)).ToArray();
            var ends = await Task.WhenAll(downloads);
            var worked = ends.Contains(true);
            _server.Moment = static () => { };
            AssertWithinBudget(_server.Requests - before, downloads.Length);
            AssertFolder(worked, mayBeGoneOnFrom: ends.Contains(false));
            if (killedTo() is { } snapshot)
            {
                // What was on the disk at the instant of the kill is what the next run finds.
                _folder = snapshot;
                worked = false;
                AssertFolder(worked: null);
                _old = File.Exists(Target) ? File.ReadAllBytes(Target) : null;
            }

            return worked;
        }

        /// <summary>Chooses whether and at which moment the run ends, and whether in peace. Gives the folder as it was at a kill.</summary>
        private Func<string?> End(CancellationTokenSource stop)
        {
            string? snapshot = null;
            if (_server.IsCalm || _random.OneIn(2))
            {
                return () => snapshot;
            }

            var left = _random.OneIn(2) ? _random.Next(1, 12) : _random.Next(1, 300);
            var isKill = _random.OneIn(2);
            _server.Moment = () =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    if (isKill)
                    {
                        var killed = NewFolder();
                        snapshot = Snapshot(killed) ? killed : null;
                    }

                    stop.Cancel();
                }
            };
            return () => snapshot;
        }

        /// <summary>The journal first: it never speaks of more than the part file has by then.</summary>
        private bool Snapshot(string to)
        {
            foreach (var name in new[] { "target.bin.part.json", "target.bin.part", "target.bin" })
            {
                try
                {
                    File.Copy(Path.Combine(_folder, name), Path.Combine(to, name));
                }
                catch (FileNotFoundException)
                {
                    // Not there yet, or not any more.
                }
                catch (IOException)
                {
                    // The lock of the run keeps the copy out: read it as the next process would, past the lock.
                    using var from = File.OpenHandle(Path.Combine(_folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    var bytes = new byte[RandomAccess.GetLength(from)];
                    _ = RandomAccess.Read(from, bytes, 0);
                    File.WriteAllBytes(Path.Combine(to, name), bytes);
                }
            }

            return true;
        }

        private async Task<bool> DownloadAsync(CancellationToken cancellationToken)
        {
            try
            {
                var source = new ResourceSource(new LarkClient(_http, new Uri("https://open.example/"), null) { Clock = _clock }, _id, _retries);
                var request = new TransferRequest(_id) { Resume = !_random.OneIn(8), SentAt = DateTimeOffset.UnixEpoch.AddYears(50) };
                var known = _random.OneIn(2) ? Target : null;
                var target = Target;
                var result = await new FileDownload(source, request, new()).RunAsync(_ => Task.FromResult(new FileTarget(target, _overwrite)), known, cancellationToken);
                Assert.True(_server.WasEver(File.ReadAllBytes(target)) || cancellationToken.IsCancellationRequested, "A download that says it worked has left other bytes.");
                Assert.Equal(64, result.Sha256.Length);
                return true;
            }
            catch (LarkException e)
            {
                Assert.True(e.Code is not null || MayFailWith.Contains(e.ErrorId), e.ToString());
                Assert.True(!_server.IsCalm || e.ErrorId == "FileExists", e.ToString());
                return false;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }

        /// <param name="worked">True when the file came to its name; null when that is not known.</param>
        /// <param name="mayBeGoneOnFrom">True when another download began behind the one that worked, and was stopped or failed.</param>
        private void AssertFolder(bool? worked, bool mayBeGoneOnFrom = false)
        {
            if (worked == true)
            {
                Assert.True(_server.WasEver(File.ReadAllBytes(Target)), "Wrong bytes under the final name.");
                string[] allowed = mayBeGoneOnFrom ? [Target, Target + ".part", Target + ".part.json"] : [Target];
                Assert.Contains(Target, Directory.GetFiles(_folder));
                Assert.Subset(allowed.ToHashSet(), Directory.GetFiles(_folder).ToHashSet());
                return;
            }

            // Nothing came to its name, or at a kill perhaps the whole.
            var there = File.Exists(Target) ? File.ReadAllBytes(Target) : null;
            var isOld = _old is null ? there is null : there is not null && _old.AsSpan().SequenceEqual(there);
            Assert.True(isOld || (worked is null && there is not null && _server.WasEver(there)), "The old file is not what it was.");
        }

        private void AssertWithinBudget(int requests, int downloads)
        {
            // Those of the plan, and the ones that sharing adds.
            var stretches = ChunkLayout.Chunks.Count(_server.CurrentBytes.Length) + (2 * TransferLimits.Connections);
            var attempts = Math.Max(1, _retries) + 1;
            Assert.InRange(requests, 0, downloads * attempts * ((TransferLimits.RequestsBeforeDoubt * stretches) + 4) * (_retries + 1) * 2);
            Assert.InRange(_server.MostOpen, 0, downloads * (TransferLimits.Connections + 1));
        }

        /// <summary>What happens between two runs.</summary>
        private void Tamper()
        {
            var (part, journal) = (Target + ".part", Target + ".part.json");
            if (_random.OneIn(10))
            {
                _server.Replace();
            }

            // What can be gone on from is what there is to spoil.
            switch (File.Exists(part) ? _random.Next(14) : -1)
            {
                case 1:
                    File.Delete(part);
                    break;
                case 2 when File.Exists(journal):
                    File.Delete(journal);
                    _wasDamaged = true;
                    break;
                case 3:
                    using (var file = File.OpenWrite(part))
                    {
                        file.SetLength(_random.NextInt64(file.Length + 100));
                    }

                    break;
                case 4 when File.Exists(journal):
                    var bytes = File.ReadAllBytes(journal);
                    File.WriteAllBytes(journal, bytes[..(_random.Next(bytes.Length) + 1)]);
                    _wasDamaged = true;
                    break;
                case 5 when File.Exists(journal):
                    File.AppendAllText(journal, _random.Pick("0 99", "garbage", "\0\0\0\0\0", "1 5 6", "{}\n"));
                    _wasDamaged = true;
                    break;
                case 6 when File.Exists(journal):
                    File.WriteAllBytes(journal, _random.Damaged(File.ReadAllBytes(journal)));
                    _wasDamaged = true;
                    break;
                case >= 7 and < 11 when new FileInfo(part).Length > 100:
                    using (var file = File.OpenHandle(part, FileMode.Open, FileAccess.ReadWrite))
                    {
                        var within = _random.OneIn(2) ? Math.Min(TransferLimits.UnitSize, RandomAccess.GetLength(file)) : RandomAccess.GetLength(file);
                        RandomAccess.Write(file, _random.Bytes(100), _random.NextInt64(within - 100));
                    }

                    break;
                default:
                    break;
            }
        }

        /// <summary>A part file whose journal was destroyed is a person's, as far as anybody can tell: the person moves it away.</summary>
        private void RemoveWhatIsNobodys()
        {
            foreach (var path in Directory.GetFiles(_folder).Where(path => path != Target))
            {
                File.Delete(path);
            }
        }

        private string NewFolder() => Directory.CreateDirectory(Path.Combine(_top, Guid.NewGuid().ToString("N"))).FullName;
    }
}
