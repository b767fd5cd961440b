using System.Collections.Concurrent;
using LarkResources.Models;

namespace LarkResources.Transfer;

/// <summary>The transfers of one run, for whoever wants to show them. Used from any thread.</summary>
internal sealed class ActiveTransfers
{
    private readonly ConcurrentDictionary<ByteCounter, ResourceId> _inFlight = [];
    private long _receivedBefore;
    private int _done;

    /// <summary>How many have come through.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Bytes of all, those that are still on their way included.</summary>
    public long Received => Interlocked.Read(ref _receivedBefore) + _inFlight.Keys.Sum(meter => meter.Received);

    public IReadOnlyDictionary<ByteCounter, ResourceId> InFlight => _inFlight;

    public ByteCounter Begin(ResourceId id)
    {
        var meter = new ByteCounter();
        _inFlight[meter] = id;
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
