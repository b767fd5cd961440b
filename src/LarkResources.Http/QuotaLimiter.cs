using System.Collections.Concurrent;
using LarkResources.Api;

namespace LarkResources.Http;

/// <summary>An exact log of grants: in no second and no minute, wherever it starts, are there more than the quota.</summary>
/// <remarks>
/// Token buckets and windows of fixed start let up to twice the quota through in some rolling second. Here the n-th grant is
/// never earlier than one window after the (n − quota)-th, so nothing overshoots. Each window is widened a little, since the
/// server sees the calls with a jitter of the network's. What is logged is the moment a caller really goes, not the one it was
/// promised: a caller that wakes late must not let the next ones follow too closely. And where the answer shows that a call
/// took longer than others to get there, as the first on a new connection do, its grant is logged as so much later.
/// </remarks>
internal sealed class QuotaLimiter(TimeProvider clock) : IDisposable
{
    /// <summary>Measured: with 1.02 a thousand files took 0.6 s longer, and with this the server refused none of them either.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1.005);
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60.5);

    /// <summary>A call that takes longer than this to be answered was not all that time on its way.</summary>
    private static readonly TimeSpan LongestTrip = TimeSpan.FromSeconds(1);

    /// <summary>One caller at a time waits for the clock and the others stand in line behind it; who has other limits stands in another line.</summary>
    private readonly ConcurrentDictionary<QuotaLimits, SemaphoreSlim> _turns = new();
    private readonly GrantLog _grants = new();
    private long _pausedUntil = long.MinValue;
    private long _shortestTrip = long.MaxValue;

    /// <summary>Waits for a grant, and gives its number. A wait that is cancelled has taken nothing.</summary>
    /// <param name="call">Who hears of the wait.</param>
    /// <param name="limits">The quota as this caller's connection knows it; the log is shared by all of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> WaitAsync(RequestInfo call, QuotaLimits limits, CancellationToken cancellationToken)
    {
        var told = false;
        var turn = _turns.GetOrAdd(limits, static _ => new(1, 1));
        if (!turn.Wait(0, CancellationToken.None))
        {
            Tell(LeftUntilFree(limits));
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            while (true)
            {
                if (Take(limits, out var wait) is { } grant)
                {
                    return grant;
                }

                Tell(wait);
                await Task.Delay(wait.Delay, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            turn.Release();
        }

        // One wait is one notice, and another when the platform itself asks for a pause meanwhile.
        void Tell((TimeSpan Delay, bool Asked) wait)
        {
            if (wait.Delay > TimeSpan.Zero && (!told || wait.Asked))
            {
                told = true;
                call.Observer?.OnQuotaWait(new(call.Endpoint, wait.Delay, wait.Asked));
            }
        }
    }

    /// <summary>Tells that the call of a grant was answered now: it cannot have arrived later than that, less the way back.</summary>
    public void Answered(long grant)
    {
        lock (_grants)
        {
            var now = clock.GetTimestamp();
            if (_grants.SentAt(grant) is { } sent)
            {
                _shortestTrip = Math.Min(_shortestTrip, now - sent);
                _grants.Answer(grant, now);
            }
        }
    }

    /// <summary>Holds all callers of this endpoint back, because the platform asked for it.</summary>
    public void Pause(TimeSpan duration)
    {
        lock (_grants)
        {
            _pausedUntil = Math.Max(_pausedUntil, clock.GetTimestamp() + Ticks(duration));
        }
    }

    /// <summary>True while the platform may still count a call of this log, or has asked for a pause.</summary>
    public bool Counts
    {
        get
        {
            lock (_grants)
            {
                var now = clock.GetTimestamp();
                return _pausedUntil > now || (_grants.SentAt(_grants.Last) is { } sent && now - sent < Ticks(Minute + LongestTrip));
            }
        }
    }

    public void Dispose()
    {
        foreach (var turn in _turns.Values)
        {
            turn.Dispose();
        }
    }

    /// <summary>Takes a grant and gives its number, or null and how long there is none.</summary>
    private long? Take(QuotaLimits limits, out (TimeSpan Delay, bool Asked) wait)
    {
        lock (_grants)
        {
            wait = LeftUntilFree(limits);
            if (wait.Delay > TimeSpan.Zero)
            {
                return null;
            }

            _grants.Add(clock.GetTimestamp(), limits.Largest, Ticks(Minute + LongestTrip));
            return _grants.Last;
        }
    }

    private (TimeSpan Delay, bool Asked) LeftUntilFree(QuotaLimits limits)
    {
        lock (_grants)
        {
            var now = clock.GetTimestamp();
            var free = Math.Max(FreeAt(limits.PerSecond, Second), FreeAt(limits.PerMinute, Minute));
            var at = Math.Max(free, _pausedUntil);
            return (at > now ? WholeMilliseconds(clock.GetElapsedTime(now, at)) : TimeSpan.Zero, _pausedUntil > now);
        }
    }

    private long FreeAt(int limit, TimeSpan window) =>
        _grants.ArrivalOf(limit, _shortestTrip, Ticks(LongestTrip)) is { } arrival ? arrival + Ticks(window) : long.MinValue;

    // Timers cut off fractions, and a wait of nothing would only go round in circles.
    private static TimeSpan WholeMilliseconds(TimeSpan delay) => TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * clock.TimestampFrequency);

    /// <summary>The moments of the last grants, as a ring that grows with the calls that are made in a minute, up to the largest quota it is asked about.</summary>
    private sealed class GrantLog
    {
        private const int Smallest = 16;

        private (long Sent, long Answered)[] _grants = [];
        private long _count;
        private int _held;

        public long Last => _count - 1;

        /// <summary>When the server saw the grant that is so many back, counted on the clock of those that travel fastest; null when there is none.</summary>
        public long? ArrivalOf(int back, long shortestTrip, long longestTrip)
        {
            if (back > _held)
            {
                return null;
            }

            var (sent, answered) = _grants[(_count - back) % _grants.Length];
            return answered == 0 ? sent : sent + Math.Clamp(answered - shortestTrip - sent, 0, longestTrip);
        }

        /// <summary>Null when the grant is so old that its place is taken.</summary>
        public long? SentAt(long grant) => _count - grant <= _held ? _grants[grant % _grants.Length].Sent : null;

        public void Answer(long grant, long at) => _grants[grant % _grants.Length].Answered = at;

        /// <param name="at">When the call goes.</param>
        /// <param name="kept">How many grants anybody may ask about.</param>
        /// <param name="needed">The time after which a grant is of no use: its place may be taken.</param>
        public void Add(long at, int kept, long needed)
        {
            if (_held == _grants.Length && _held < kept && (_held == 0 || at - _grants[_count % _held].Sent <= needed))
            {
                Grow(Math.Min(kept, Math.Max(Smallest, 2 * _held)));
            }

            _grants[_count++ % _grants.Length] = (at, 0);
            _held = Math.Min(_held + 1, _grants.Length);
        }

        private void Grow(int length)
        {
            var grown = new (long Sent, long Answered)[length];
            for (var back = _held; back > 0; back--)
            {
                grown[(_count - back) % length] = _grants[(_count - back) % _grants.Length];
            }

            _grants = grown;
        }
    }
}
