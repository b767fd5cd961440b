using System.Diagnostics;

namespace LarkResources.Sandbox.Server.Recording;

/// <summary>Counts events in a window that moves with every event.</summary>
internal sealed class RollingWindow(TimeSpan width)
{
    private readonly Queue<long> events = new();

    /// <summary>The most that any window has held.</summary>
    public int Peak { get; private set; }

    public int Count(long now)
    {
        while (events.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest, now) >= width)
        {
            events.Dequeue();
        }

        return events.Count;
    }

    public void Add(long now)
    {
        Count(now);
        events.Enqueue(now);
        Peak = Math.Max(Peak, events.Count);
    }

    /// <summary>How long until the window has room again.</summary>
    public TimeSpan UntilOldestLeaves(long now) => width - Stopwatch.GetElapsedTime(events.Peek(), now);
}
