namespace LarkResources.Tests.Http;

/// <summary>A clock that moves only when it is told to, and fires its timers in order.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly PriorityQueue<ManualTimer, long> _timers = new();
    private long _now = TimeSpan.FromDays(1).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer fires; null when none waits.</summary>
    public long? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _timers.TryPeek(out _, out var due) ? due : null;
            }
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state));
        timer.Change(dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            lock (_gate)
            {
                _timers.Enqueue(timer, _now + dueTime.Ticks);
            }
        }

        return timer;
    }

    /// <summary>Moves to the next timer and fires it; false when none waits.</summary>
    public bool Step()
    {
        ManualTimer? timer;
        lock (_gate)
        {
            if (!_timers.TryDequeue(out timer, out var due))
            {
                return false;
            }

            Interlocked.Exchange(ref _now, Math.Max(_now, due));
        }

        timer.Fire();
        return true;
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);

    private sealed class ManualTimer(Action callback) : ITimer
    {
        private volatile bool _disposed;

        public void Fire()
        {
            if (!_disposed)
            {
                callback();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            _disposed = true;
            return default;
        }
    }
}
