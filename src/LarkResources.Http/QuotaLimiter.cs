namespace LarkResources.Http;

/// <summary>An exact log of grants: in no second and no minute, wherever it starts, are there more than the quota.</summary>
/// <remarks>
/// Token buckets and windows of fixed start let up to twice the quota through in some rolling second. Here the n-th grant is
/// never earlier than one window after the (n − quota)-th, so nothing overshoots. Each window is widened a little, since the
/// server sees the calls with a jitter of the network's. What is logged is the moment a caller really goes, not the one it was
/// promised: a caller that wakes late must not let the next ones follow too closely.
/// </remarks>
internal sealed class QuotaLimiter(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1.02);
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60.5);

    /// <summary>One caller at a time looks at the clock; the others stand in line behind it.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly GrantLog _grants = new();
    private long _pausedUntil = long.MinValue;

    /// <summary>Waits for a grant. A wait that is cancelled has taken nothing.</summary>
    /// <param name="call">Who hears of the wait.</param>
    /// <param name="limits">The quota as this caller's connection knows it; the log is shared by all of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(CallInfo call, QuotaLimits limits, CancellationToken cancellationToken)
    {
        var told = false;
        if (!_turn.Wait(0, CancellationToken.None))
        {
            Tell(LeftUntilFree(limits));
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            while (Take(limits) is { Delay.Ticks: > 0 } wait)
            {
                Tell(wait);
                await Task.Delay(wait.Delay, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
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

    /// <summary>Holds all callers of this endpoint back, because the platform asked for it.</summary>
    public void Pause(TimeSpan duration)
    {
        lock (_grants)
        {
            _pausedUntil = Math.Max(_pausedUntil, clock.GetTimestamp() + Ticks(duration));
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Takes a grant, or says how long there is none.</summary>
    private (TimeSpan Delay, bool Asked) Take(QuotaLimits limits)
    {
        lock (_grants)
        {
            var wait = LeftUntilFree(limits);
            if (wait.Delay == TimeSpan.Zero)
            {
                _grants.Add(clock.GetTimestamp(), limits.Largest);
            }

            return wait;
        }
    }

    private (TimeSpan Delay, bool Asked) LeftUntilFree(QuotaLimits limits)
    {
        lock (_grants)
        {
            var now = clock.GetTimestamp();
            var free = Math.Max(_grants.FreeAt(limits.PerSecond, Ticks(Second)), _grants.FreeAt(limits.PerMinute, Ticks(Minute)));
            var at = Math.Max(free, _pausedUntil);
            return (at > now ? WholeMilliseconds(clock.GetElapsedTime(now, at)) : TimeSpan.Zero, _pausedUntil > now);
        }
    }

    // Timers cut off fractions, and a wait of nothing would only go round in circles.
    private static TimeSpan WholeMilliseconds(TimeSpan delay) => TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * clock.TimestampFrequency);

    /// <summary>The moments of the last grants, as a ring that grows to the largest quota it is asked about.</summary>
    private sealed class GrantLog
    {
        private long[] _grants = [];
        private long _count;

        /// <summary>The earliest moment for a next grant: one window after the grant that is so many back.</summary>
        public long FreeAt(int limit, long window) =>
            _count < limit || limit > _grants.Length ? long.MinValue : _grants[(_count - limit) % _grants.Length] + window;

        public void Add(long at, int kept)
        {
            if (kept > _grants.Length)
            {
                var grown = new long[kept];
                for (var back = Math.Min(_count, _grants.Length); back > 0; back--)
                {
                    grown[(_count - back) % kept] = _grants[(_count - back) % _grants.Length];
                }

                _grants = grown;
            }

            _grants[_count++ % _grants.Length] = at;
        }
    }
}
