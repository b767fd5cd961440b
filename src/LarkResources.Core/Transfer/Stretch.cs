namespace LarkResources.Transfer;

/// <summary>Bytes that one connection fetches in order. Another may take over its end, but never what has been claimed for a read.</summary>
/// <param name="from">The first byte.</param>
/// <param name="end">The byte after the last one.</param>
internal sealed class Stretch(long from, long end)
{
    private readonly object _gate = new();
    private long _claimed = from;
    private long _end = end;

    public long From { get; } = from;

    /// <summary>The byte after the last one, as things are now.</summary>
    public long End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <summary>How many bytes no read has been claimed for.</summary>
    public long Rest
    {
        get
        {
            lock (_gate)
            {
                return _end - _claimed;
            }
        }
    }

    /// <summary>How long the rest takes at the pace so far. One that has just begun counts as if it had a unit: nothing is known of its pace.</summary>
    /// <param name="elapsed">How long it has been fetched.</param>
    public TimeSpan TimeLeft(TimeSpan elapsed)
    {
        lock (_gate)
        {
            return elapsed * ((double)(_end - _claimed) / Math.Max(TransferLimits.UnitSize, _claimed - From));
        }
    }

    /// <summary>Reserves the next bytes for a read.</summary>
    /// <param name="position">Where the read begins.</param>
    /// <param name="maximum">How many it can take.</param>
    /// <returns>How many it may take; 0 at the end.</returns>
    public int Claim(long position, int maximum)
    {
        lock (_gate)
        {
            var count = (int)Math.Clamp(_end - position, 0, maximum);
            _claimed = position + count;
            return count;
        }
    }

    /// <summary>Cuts off what follows the first unclaimed bytes.</summary>
    /// <param name="keep">How many of those to keep; the cut is made at the next boundary of a unit.</param>
    /// <returns>What was cut off; null when that is less than a unit.</returns>
    public Stretch? CutAfter(long keep)
    {
        lock (_gate)
        {
            const long unit = TransferLimits.UnitSize;
            var cut = (_claimed + keep + unit - 1) / unit * unit;
            if (_end - cut < unit)
            {
                return null;
            }

            var rest = new Stretch(cut, _end);
            _end = cut;
            return rest;
        }
    }
}
