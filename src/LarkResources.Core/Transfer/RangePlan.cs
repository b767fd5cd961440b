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

    /// <summary>The next stretch for a connection; null when the rest is not worth another call.</summary>
    /// <param name="done">What the connection has just fetched.</param>
    public Stretch? Next(Stretch? done = null)
    {
        lock (_gate)
        {
            if (done is not null)
            {
                _taken.Remove(done);
            }

            var next = FromWaiting() ?? FromSlowest();
            if (next is not null)
            {
                _taken.Add(next, clock.GetTimestamp());
            }

            return next;
        }
    }

    /// <summary>Shares out the rest.</summary>
    /// <param name="most">How many connections there may be.</param>
    /// <returns>How many are worth having: none costs more calls than chunks of a fixed size would.</returns>
    public int Spread(int most)
    {
        lock (_gate)
        {
            var rest = _waiting.Concat(_taken.Keys).Sum(stretch => stretch.Rest);
            var connections = (int)Math.Clamp((rest + TransferLimits.ChunkSize - 1) / TransferLimits.ChunkSize, 1, most);
            _share = (rest + connections - 1) / connections;
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

    private Stretch? FromSlowest()
    {
        if (_taken.Count == 0)
        {
            return null;
        }

        var (slowest, left) = _taken.Select(taken => (Stretch: taken.Key, Left: taken.Key.TimeLeft(clock.GetElapsedTime(taken.Value)))).MaxBy(taken => taken.Left);
        return left >= TransferLimits.WorthSharing ? slowest.CutAfter(slowest.Rest / 2) : null;
    }
}
