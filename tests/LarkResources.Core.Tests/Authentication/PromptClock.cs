namespace LarkResources.Tests.Authentication;

/// <summary>A clock that stands still until somebody waits, and then goes on by the wait at once.</summary>
internal sealed class PromptClock : TimeProvider
{
    private readonly object sync = new();
    private readonly List<TimeSpan> waits = [];
    private DateTimeOffset now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Every wait so far.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (sync)
            {
                return [.. waits];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (sync)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by)
    {
        lock (sync)
        {
            now += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (sync)
        {
            waits.Add(dueTime);
            now += dueTime;
        }

        // Later, as a timer would: the caller must have its timer before the timer calls.
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Spent();
    }

    private sealed class Spent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
