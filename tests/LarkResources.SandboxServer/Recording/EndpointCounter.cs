namespace LarkResources.Sandbox.Server.Recording;

/// <summary>Counts the calls to one endpoint and applies the quota to them.</summary>
internal sealed class EndpointCounter(int perSecond, int perMinute)
{
    private readonly RollingWindow arrivedInSecond = new(TimeSpan.FromSeconds(1));
    private readonly RollingWindow arrivedInMinute = new(TimeSpan.FromMinutes(1));
    private readonly RollingWindow grantedInSecond = new(TimeSpan.FromSeconds(1));
    private readonly RollingWindow grantedInMinute = new(TimeSpan.FromMinutes(1));
    private int calls;
    private int refused;
    private int underWay;
    private int maxConcurrent;
    private long bytes;

    /// <summary>Counts an arrival; a time when the quota refuses it.</summary>
    public TimeSpan? Arrive(long now)
    {
        calls++;
        maxConcurrent = Math.Max(maxConcurrent, ++underWay);
        arrivedInSecond.Add(now);
        arrivedInMinute.Add(now);
        var wait = Wait(grantedInMinute, perMinute, now) ?? Wait(grantedInSecond, perSecond, now);
        if (wait is null)
        {
            grantedInSecond.Add(now);
            grantedInMinute.Add(now);
        }
        else
        {
            refused++;
        }

        return wait;
    }

    public void Leave(long bytesSent)
    {
        underWay--;
        bytes += bytesSent;
    }

    public EndpointStats Snapshot() => new(calls, bytes, refused, arrivedInSecond.Peak, arrivedInMinute.Peak, maxConcurrent);

    private static TimeSpan? Wait(RollingWindow window, int limit, long now) =>
        limit > 0 && window.Count(now) >= limit ? window.UntilOldestLeaves(now) : null;
}
