namespace LarkResources.Transfer;

/// <summary>The sizes of the transfer engine, with the measurement behind each.</summary>
internal static class TransferLimits
{
    /// <summary>One chunk. The first request asks for this much, so that every smaller file takes one call. Smaller chunks cost calls, larger ones balance worse.</summary>
    public const int ChunkSize = 8 << 20;

    /// <summary>Above this, chunks are fetched in parallel; below, a second connection does not pay.</summary>
    public const int ParallelThreshold = 16 << 20;

    /// <summary>Chunks of one resource in flight: on a link throttled per connection four are nearly four times as fast.</summary>
    public const int ChunksInFlight = 4;

    /// <summary>A chunk that takes no longer than this, request included, arrived as fast as the machine can store and hash it: more connections gain nothing.</summary>
    public static readonly TimeSpan FastChunk = TimeSpan.FromMilliseconds(50);

    /// <summary>One read. Below 80 KiB the loop itself costs time; above 256 KiB nothing is gained.</summary>
    public const int BufferLength = 128 << 10;

    /// <summary>Blocks for the pipeline: what the native-command writer passes on fastest, below the large object heap, and a whole number of them per chunk.</summary>
    public const int BlockLength = 64 << 10;

    /// <summary>Blocks of one chunk that may wait for the consumer of a byte stream; four chunks together stay far below 40 MB.</summary>
    public const int BlocksWaiting = 64;

    /// <summary>How much may be fetched twice after a kill, per chunk in flight.</summary>
    public const int JournalStep = 1 << 20;

    /// <summary>After so many requests for one stretch, each must have given <see cref="LeastPerRequest"/> bytes on average: a server that sends one byte at a time is not asked eight million times.</summary>
    public const int RequestsBeforeDoubt = 64;

    /// <summary>Far below what any real server or gateway sends for a range.</summary>
    public const int LeastPerRequest = 4 << 10;
}
