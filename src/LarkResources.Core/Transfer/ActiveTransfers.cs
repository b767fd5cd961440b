using System.Collections.Concurrent;

namespace LarkResources.Transfer;

/// <summary>The transfers of one run, for progress. Used from any thread.</summary>
internal sealed class ActiveTransfers
{
    private readonly ConcurrentDictionary<ByteCounter, string> _inFlight = [];
    private long _receivedBefore;
    private int _done;

    /// <summary>How many have come through.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Bytes of all, those that are still on their way included.</summary>
    public long Received => Interlocked.Read(ref _receivedBefore) + _inFlight.Keys.Sum(meter => meter.Received);

    /// <summary>Those on their way, with the names to show.</summary>
    public IReadOnlyDictionary<ByteCounter, string> InFlight => _inFlight;

    public ByteCounter Begin(string name)
    {
        var meter = new ByteCounter();
        _inFlight[meter] = name;
        return meter;
    }

    /// <summary>Counts a file that is on the disk now.</summary>
    public void Saved(ByteCounter meter)
    {
        Interlocked.Increment(ref _done);
        End(meter);
    }

    /// <summary>Takes a transfer out of those on their way, however it ended.</summary>
    public void End(ByteCounter meter)
    {
        if (_inFlight.TryRemove(meter, out _))
        {
            Interlocked.Add(ref _receivedBefore, meter.Received);
        }
    }
}
