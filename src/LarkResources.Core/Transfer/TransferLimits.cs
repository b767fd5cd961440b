namespace LarkResources.Transfer;

/// <summary>The sizes of the transfer engine, with the measurement behind each.</summary>
internal static class TransferLimits
{
    /// <summary>What the first request asks for, so that every smaller file takes one call; also one chunk of a byte stream. Smaller chunks cost calls, larger ones balance worse.</summary>
    public const int ChunkSize = 8 << 20;

    /// <summary>What one request asks for where a single connection is enough: 1 GiB takes 17 calls.</summary>
    public const int LongRange = 64 << 20;

    /// <summary>Above this, several connections may fetch a file; below, a second one does not pay.</summary>
    public const int ParallelThreshold = 16 << 20;

    /// <summary>Connections of one file: on a link throttled per connection, eight are nearly eight times as fast.</summary>
    public const int Connections = 8;

    /// <summary>Chunks of one byte stream in flight.</summary>
    public const int ChunksInFlight = 4;

    /// <summary>Bytes in a second above which a single connection is enough: about as fast as a machine stores and hashes. More connections only make the bytes arrive out of order, behind which the hash cannot go.</summary>
    public const long FastLink = 160L << 20;

    /// <summary>How long one connection may be slow before the others join. A fast one has nearly the whole first range by then.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(30);

    /// <summary>How often a single connection that began fast is looked at again: some links are throttled only after a burst.</summary>
    public static readonly TimeSpan NextLook = TimeSpan.FromMilliseconds(100);

    /// <summary>The most that one connection takes at a time where several share a file. The hash can be so far behind each of them, and a file system that knows no holes fills so much with zeros.</summary>
    public const long LongestShare = 2 * LongRange;

    /// <summary>A remainder that would take longer than this is shared with a connection that is done. Sharing saves half of it and costs a call, of which the quota allows one every 60 ms.</summary>
    public static readonly TimeSpan WorthSharing = TimeSpan.FromMilliseconds(500);

    /// <summary>One read. With less, the loop itself costs time: 128 KiB took a third more processor time; above 512 KiB nothing is gained.</summary>
    public const int BufferLength = 512 << 10;

    /// <summary>Space is reserved for larger files only; what one write stores cannot become fragmented.</summary>
    public const int ReservationThreshold = 128 << 10;

    /// <summary>Blocks for the pipeline: what the native-command writer passes on fastest, below the large object heap, and a whole number of them per chunk.</summary>
    public const int BlockLength = 64 << 10;

    /// <summary>Blocks of one chunk that may wait for the consumer of a byte stream; four chunks together stay far below 40 MB.</summary>
    public const int BlocksWaiting = 64;

    /// <summary>How much may be fetched twice after a kill, for each connection: the journal gets a line for each such unit.</summary>
    public const int UnitSize = 1 << 20;

    /// <summary>After so many requests for one stretch, each must have given <see cref="LeastPerRequest"/> bytes on average: a server that sends one byte at a time is not asked eight million times.</summary>
    public const int RequestsBeforeDoubt = 64;

    /// <summary>Far below what any real server or gateway sends for a range.</summary>
    public const int LeastPerRequest = 4 << 10;
}
