using LarkResources.Models;

namespace LarkResources.Transfer;

/// <summary>Which connection fetches what of a resource.</summary>
/// <remarks>
/// One connection takes long stretches, one after the other. Once the link turns out to be slow for one, the rest is divided fairly. A
/// connection that is done takes half of what the slowest one has left, where that saves more time than a call is worth: so all end at about
/// the same time, with few calls.
/// </remarks>
/// <param name="missing">What is to be fetched, in order.</param>
/// <param name="clock">Tells the slow connections from the fast ones.</param>
internal sealed class RangePlan(IEnumerable<ByteRange> missing, TimeProvider clock)
{
    private readonly object _gate = new();
    private readonly LinkedList<Stretch> _waiting = new(missing.Select(range => new Stretch(range.From, range.To + 1)));
    private readonly Dictionary<Stretch, long> _taken = [];
    private long _share = TransferLimits.LongRange;

    /// <summary>The next stretch for a connection; null when nothing is left to fetch, or too little to share.</summary>
    /// <param name="done">What the connection has just fetched.</param>
    public Stretch? Next(Stretch? done = null)
    {
        lock (_gate)
        {
            if (done is not null)
            {
                _taken.Remove(done);
            }

            // With no other connection at work there is nothing to share, and the query need not be compiled.
            var next = FromWaiting() ?? (_taken.Count > 0 ? FromSlowest() : null);
            if (next is not null)
            {
                _taken.Add(next, clock.GetTimestamp());
            }

            return next;
        }
    }

    /// <summary>Shares out the rest.</summary>
    /// <param name="maximum">How many connections there may be.</param>
    /// <returns>How many to use; never more than the rest has chunks of 8 MiB.</returns>
    public int Spread(int maximum)
    {
        lock (_gate)
        {
            var rest = _waiting.Concat(_taken.Keys).Sum(stretch => stretch.Rest);
            var connections = (int)Math.Clamp((rest + TransferLimits.ChunkSize - 1) / TransferLimits.ChunkSize, 1, maximum);
            _share = Math.Min((rest + connections - 1) / connections, TransferLimits.LongestShare);
            foreach (var stretch in _taken.Keys)
            {
                if (stretch.CutAfter(_share) is { } cut)
                {
                    _waiting.AddFirst(cut);
                }
            }

            return connections;
        }
    }

    private Stretch? FromWaiting()
    {
        if (_waiting.First is not { } first)
        {
            return null;
        }

        _waiting.RemoveFirst();
        if (first.Value.CutAfter(_share) is { } rest)
        {
            _waiting.AddFirst(rest);
        }

        return first.Value;
    }

    // One that cannot be cut any more must not keep the others from being shared.
    private Stretch? FromSlowest() => _taken
        .Select(taken => (Stretch: taken.Key, Left: taken.Key.TimeLeft(clock.GetElapsedTime(taken.Value))))
        .Where(taken => taken.Left >= TransferLimits.WorthSharing)
        .OrderByDescending(taken => taken.Left)
        .Select(taken => taken.Stretch.CutAfter(taken.Stretch.Rest / 2))
        .FirstOrDefault(cut => cut is not null);
}
