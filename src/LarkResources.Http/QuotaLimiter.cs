namespace LarkResources.Http;

/// <summary>An exact log of grants: in no second and no minute, wherever it starts, are there more than the quota.</summary>
/// <remarks>
/// Token buckets and windows of fixed start let up to twice the quota through in some rolling second. Here the n-th grant is
/// never earlier than one window after the (n − quota)-th, so nothing overshoots. Each window is widened a little, since the
/// server sees the calls with a jitter of the network's.
/// </remarks>
internal sealed class QuotaLimiter(int callsPerSecond, int callsPerMinute, TimeProvider clock)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1.02);
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60.5);

    private readonly object _gate = new();
    private readonly GrantLog _lastSecond = new(callsPerSecond);
    private readonly GrantLog _lastMinute = new(callsPerMinute);
    private long _pausedUntil = long.MinValue;
    private bool _pauseAsked;

    /// <summary>Waits for a grant. A cancelled wait gives nothing back: its place in the log is already counted, which errs on the safe side.</summary>
    public async Task WaitAsync(CallInfo call, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (delay, granted, asked) = Take();
            if (delay > TimeSpan.Zero)
            {
                call.Observer?.OnQuotaWait(new(call.Endpoint, delay, asked));
                await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
            }

            // A pause that began while this caller slept holds for it too.
            if (granted && !IsPaused())
            {
                return;
            }
        }
    }

    /// <summary>Holds all callers of this endpoint back, because the platform asked for it.</summary>
    public void Pause(TimeSpan duration)
    {
        lock (_gate)
        {
            _pausedUntil = Math.Max(_pausedUntil, clock.GetTimestamp() + Ticks(duration));
            _pauseAsked = true;
        }
    }

    private bool IsPaused()
    {
        lock (_gate)
        {
            return clock.GetTimestamp() < _pausedUntil;
        }
    }

    /// <summary>Reserves the next free moment, or, during a pause, says how long it lasts.</summary>
    private (TimeSpan Delay, bool Granted, bool Asked) Take()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (now < _pausedUntil)
            {
                return (clock.GetElapsedTime(now, _pausedUntil), false, _pauseAsked);
            }

            var at = Math.Max(now, Math.Max(_lastSecond.FreeAt(Ticks(Second)), _lastMinute.FreeAt(Ticks(Minute))));
            _lastSecond.Add(at);
            _lastMinute.Add(at);
            return (at > now ? clock.GetElapsedTime(now, at) : TimeSpan.Zero, true, false);
        }
    }

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * clock.TimestampFrequency);

    /// <summary>The moments of the last n grants, as a ring.</summary>
    private sealed class GrantLog(int size)
    {
        private readonly long[] _grants = new long[size];
        private long _count;

        /// <summary>The earliest moment for a next grant: one window after the grant that is n back.</summary>
        public long FreeAt(long window) => _count < _grants.Length ? long.MinValue : _grants[_count % _grants.Length] + window;

        public void Add(long at) => _grants[_count++ % _grants.Length] = at;
    }
}
