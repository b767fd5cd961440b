using System.Diagnostics;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>The limiter under callers that come, leave, answer late and are paused, in an order that a number gives.</summary>
public sealed class QuotaModelTests
{
    private static readonly RequestInfo Call = new("endpoint", "/path");

    // On threads of their own: who waits here for a wake-up must not hold the threads of the pool that bring it.
    [Fact]
    public Task No_schedule_gets_more_than_its_quota_or_leaves_anybody_waiting() => Campaign.RunAsync(200, Environment.ProcessorCount, seed => Task.Factory.StartNew(
        () => Live(new Random(seed)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    private static void Live(Random random)
    {
        using var queue = new Queue(random);
        for (var step = random.Next(20, 200); step > 0; step--)
        {
            queue.Act();
        }

        queue.Drain();
        queue.AssertQuota();
        queue.AssertInTurn();
    }

    private sealed class Caller(QuotaLimits limits, int number) : IDisposable
    {
        public QuotaLimits Limits => limits;

        /// <summary>In the order of coming.</summary>
        public int Number => number;

        public CancellationTokenSource Stop { get; } = new();

        public Task<Grant> Wait { get; set; } = Task.FromResult(default(Grant));

        public void Dispose() => Stop.Dispose();

        /// <summary>Waits for a grant, and notes when it was given: who is told of it later may see another time.</summary>
        public async Task<Grant> WaitAsync(QuotaLimiter limiter)
        {
            var grant = await limiter.WaitAsync(Call, limits, Stop.Token).ConfigureAwait(false);
            return new(grant, CountingClock.LastSeenHere, this);
        }
    }

    /// <param name="Number">In the log of the limiter.</param>
    /// <param name="At">The time of the clock.</param>
    /// <param name="Caller">Who got it.</param>
    private readonly record struct Grant(long Number, long At, Caller Caller);

    private sealed class Queue : IDisposable
    {
        private readonly Random _random;
        private readonly CountingClock _clock = new();
        private readonly QuotaLimiter _limiter;
        private readonly QuotaLimits[] _limits;
        private readonly List<Caller> _callers = [];
        private readonly List<Caller> _waiting = [];
        private readonly List<(long From, long Until)> _pauses = [];
        private List<Grant> _granted = [];

        public Queue(Random random)
        {
            _random = random;
            _limiter = new QuotaLimiter(_clock);
            _limits = [.. Enumerable.Range(0, random.Pick(1, 1, 2, 3)).Select(_ => new QuotaLimits(random.Next(1, 8), random.Next(1, 40)))];
        }

        public void Act()
        {
            switch (_random.Next(10))
            {
                case < 5:
                    var caller = new Caller(_random.Pick<QuotaLimits>(_limits), _callers.Count);
                    caller.Wait = caller.WaitAsync(_limiter);
                    _callers.Add(caller);
                    _waiting.Add(caller);
                    break;
                case 5 when _waiting.Count > 0:
                    _waiting[_random.Next(_waiting.Count)].Stop.Cancel();
                    break;
                case 6 when _granted.Count > 0:
                    _limiter.Answered(_granted[_random.Next(_granted.Count)].Number);
                    break;
                case 7 when _random.OneIn(6):
                    var pause = TimeSpan.FromMilliseconds(_random.Next(5000));
                    _limiter.Pause(pause);
                    _pauses.Add((_clock.GetTimestamp(), _clock.GetTimestamp() + pause.Ticks));
                    break;
                case 8:
                    _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(700)));
                    break;
                default:
                    _clock.FireNext();
                    break;
            }

            Settle();
        }

        /// <summary>Everybody who is still there gets a grant in the end.</summary>
        public void Drain()
        {
            for (var steps = 0; _waiting.Count > 0; steps++)
            {
                Assert.True(steps < 20_000, "They wait in circles.");
                _clock.FireNext();
                Settle();
            }
        }

        public void AssertQuota()
        {
            _granted = [.. _granted.OrderBy(grant => grant.Number)];
            for (var i = 0; i < _granted.Count; i++)
            {
                var (number, at, caller) = _granted[i];
                Assert.Equal(i, number);
                foreach (var (limit, window) in new[] { (caller.Limits.PerSecond, 1), (caller.Limits.PerMinute, 60) })
                {
                    Assert.True(i < limit || at - _granted[i - limit].At >= TimeSpan.FromSeconds(window).Ticks, $"{limit} within {window} s are exceeded by grant {i}.");
                }

                // At the very moment in which a pause is asked for a grant may still have been before it.
                Assert.DoesNotContain(_pauses, pause => pause.From < at && at < pause.Until);
            }
        }

        /// <summary>Who has the same limits is served in the order of coming.</summary>
        public void AssertInTurn()
        {
            foreach (var line in _granted.Select(grant => grant.Caller).GroupBy(caller => caller.Limits))
            {
                Assert.Equal(line.Select(caller => caller.Number).Order(), line.Select(caller => caller.Number));
            }
        }

        public void Dispose()
        {
            _limiter.Dispose();
            _callers.ForEach(caller => caller.Dispose());
        }

        /// <summary>Until all who wait do so in a line, with one of each line at the clock. If that never comes, a wake-up was lost.</summary>
        private void Settle()
        {
            var patience = Stopwatch.StartNew();
            while (!IsSettled())
            {
                Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), $"{_waiting.Count} wait, {_clock.Waiting} of them for the clock.");
                Thread.Yield();
            }

            foreach (var caller in _waiting.Where(caller => caller.Wait.IsCompleted).ToArray())
            {
                _waiting.Remove(caller);
                if (caller.Wait.IsCompletedSuccessfully)
                {
                    _granted.Add(caller.Wait.Result);
                }
                else
                {
                    Assert.True(caller.Wait.IsCanceled && caller.Stop.IsCancellationRequested);
                }
            }
        }

        /// <remarks>Who was cancelled may still be on the way out, and then somebody else on the way in: the clock must not move under them.</remarks>
        private bool IsSettled()
        {
            var pending = _waiting.Where(caller => !caller.Wait.IsCompleted).ToList();
            return !pending.Exists(caller => caller.Stop.IsCancellationRequested) && _clock.Waiting == pending.Select(caller => caller.Limits).Distinct().Count();
        }
    }

    /// <summary>A clock that moves when it is told to, and knows how many wait for it.</summary>
    private sealed class CountingClock : TimeProvider
    {
        [ThreadStatic]
        private static long s_lastSeen;

        private readonly object _gate = new();
        private readonly List<Timer> _timers = [];
        private long _now = TimeSpan.FromDays(1).Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public int Waiting
        {
            get
            {
                lock (_gate)
                {
                    return _timers.Count;
                }
            }
        }

        /// <summary>What the thread that asks has read last.</summary>
        public static long LastSeenHere => s_lastSeen;

        public override long GetTimestamp() => s_lastSeen = Interlocked.Read(ref _now);

        public void Advance(TimeSpan by)
        {
            // Never past a timer: who is due goes first.
            lock (_gate)
            {
                _now = Math.Min(_now + by.Ticks, _timers.Count > 0 ? Math.Max(_now, _timers.Min(timer => timer.Due)) : long.MaxValue);
            }
        }

        public void FireNext()
        {
            Timer? next;
            lock (_gate)
            {
                next = _timers.MinBy(timer => timer.Due);
                if (next is null)
                {
                    return;
                }

                _timers.Remove(next);
                _now = Math.Max(_now, next.Due);
            }

            next.Fire();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                var timer = new Timer(this, () => callback(state), _now + dueTime.Ticks);
                _timers.Add(timer);
                return timer;
            }
        }

        private void Remove(Timer timer)
        {
            lock (_gate)
            {
                _timers.Remove(timer);
            }
        }

        private sealed class Timer(CountingClock clock, Action fire, long due) : ITimer
        {
            public long Due => due;

            public void Fire() => fire();

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => clock.Remove(this);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
