using LarkResources.Models;

namespace LarkResources.Transfer;

/// <summary>How a resource is cut into pieces of one length; the last one may be shorter.</summary>
/// <param name="pieceLength">The length of a piece in bytes.</param>
internal sealed class ChunkLayout(int pieceLength)
{
    /// <summary>What one request of a byte stream asks for.</summary>
    public static readonly ChunkLayout Chunks = new(TransferLimits.ChunkSize);

    /// <summary>What the journal keeps count of: each unit has its own progress and checksum.</summary>
    public static readonly ChunkLayout Units = new(TransferLimits.UnitSize);

    public int Count(long total) => (int)((total + pieceLength - 1) / pieceLength);

    public ByteRange Range(int index, long total)
    {
        var from = (long)index * pieceLength;
        return new(from, Math.Min(total, from + pieceLength) - 1);
    }

    /// <summary>The missing ranges, in order; adjacent ones are merged.</summary>
    /// <param name="total">The length of the resource.</param>
    /// <param name="doneOf">How many of the first bytes of a piece are there.</param>
    public IEnumerable<ByteRange> Missing(long total, Func<int, long> doneOf)
    {
        ByteRange? missing = null;
        for (var index = 0; index < Count(total); index++)
        {
            var range = Range(index, total);
            var done = doneOf(index);
            if (missing is { } before && done > 0)
            {
                yield return before;
                missing = null;
            }

            if (done < range.Length)
            {
                missing = new(missing?.From ?? range.From + done, range.To);
            }
        }

        if (missing is { } last)
        {
            yield return last;
        }
    }
}
