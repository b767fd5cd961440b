namespace LarkResources.Tests.Simulation;

/// <summary>How a server counts the calls of one quota. Times are ticks of <see cref="TimeSpan"/>.</summary>
internal abstract class QuotaServer
{
    /// <summary>Counts a call that arrives, or gives how long there is no room for it. Called in the order of arrival.</summary>
    public abstract TimeSpan? Refuse(long at);
}

/// <summary>Counts what it let through in the window that ends now.</summary>
internal sealed class RollingWindowServer(int limit, TimeSpan window) : QuotaServer
{
    private readonly Queue<long> _accepted = new();

    public override TimeSpan? Refuse(long at)
    {
        while (_accepted.TryPeek(out var oldest) && oldest <= at - window.Ticks)
        {
            _accepted.Dequeue();
        }

        if (_accepted.Count >= limit)
        {
            return new(_accepted.Peek() + window.Ticks - at);
        }

        _accepted.Enqueue(at);
        return null;
    }
}

/// <summary>Counts from the start of every second or minute of its clock.</summary>
internal sealed class FixedWindowServer(int limit, TimeSpan window) : QuotaServer
{
    private long _window = -1;
    private int _accepted;

    public override TimeSpan? Refuse(long at)
    {
        if (at / window.Ticks != _window)
        {
            (_window, _accepted) = (at / window.Ticks, 0);
        }

        return _accepted++ < limit ? null : new(((_window + 1) * window.Ticks) - at);
    }
}

/// <summary>A bucket that holds the limit and fills evenly.</summary>
internal sealed class TokenBucketServer(int limit, TimeSpan window) : QuotaServer
{
    private double _tokens = limit;
    private long _filledAt;

    public override TimeSpan? Refuse(long at)
    {
        _tokens = Math.Min(limit, _tokens + ((at - _filledAt) * (double)limit / window.Ticks));
        _filledAt = at;
        if (_tokens < 1)
        {
            return new((long)((1 - _tokens) * window.Ticks / limit));
        }

        _tokens--;
        return null;
    }
}
