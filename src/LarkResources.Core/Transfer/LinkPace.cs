namespace LarkResources.Transfer;

/// <summary>How fast the bytes of one connection come while it waits for them.</summary>
/// <remarks>The time that storing takes does not count: more connections do not help a slow disk, and in their order the file is written and hashed more slowly.</remarks>
internal sealed class LinkPace(TimeProvider clock)
{
    private readonly object _gate = new();
    private TimeSpan _waited;
    private long _received;
    private long? _since;

    /// <summary>A read begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _since = clock.GetTimestamp();
        }
    }

    /// <summary>It has given so many bytes.</summary>
    public void End(int count)
    {
        lock (_gate)
        {
            _waited += Running;
            _since = null;
            _received += count;
        }
    }

    /// <summary>Whether more connections are worth it, by what has come since the last answer.</summary>
    /// <param name="atLeast">How long bytes must have been waited for. Before that nothing is known, and what has come counts for the next time.</param>
    public bool IsSlow(TimeSpan atLeast)
    {
        lock (_gate)
        {
            var waited = _waited + Running;
            if (waited < atLeast)
            {
                return false;
            }

            var isSlow = _received <= waited.TotalSeconds * TransferLimits.FastLink;
            _waited -= waited;
            _received = 0;
            return isSlow;
        }
    }

    private TimeSpan Running => _since is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;
}
