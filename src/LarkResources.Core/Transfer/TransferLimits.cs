namespace LarkResources.Transfer;

/// <summary>The sizes of the transfer engine, with the measurement behind each.</summary>
internal static class TransferLimits
{
    /// <summary>One part. The first request asks for this much at once, so that every smaller file costs one call; smaller parts cost calls, larger ones balance.</summary>
    public const int PartLength = 8 << 20;

    /// <summary>Above this, parts are fetched side by side; below, a second connection does not pay.</summary>
    public const int ParallelThreshold = 16 << 20;

    /// <summary>Parts in flight of one resource: on a link throttled per connection four are nearly four times as fast.</summary>
    public const int PartsInFlight = 4;

    /// <summary>A part that takes no longer, request included, came as fast as a machine can store and hash: more connections gain nothing.</summary>
    public static readonly TimeSpan FastPart = TimeSpan.FromMilliseconds(50);

    /// <summary>One read. Below 80 KiB the loop itself costs time; above 256 KiB nothing is gained.</summary>
    public const int BufferLength = 128 << 10;

    /// <summary>Blocks for the pipeline: what the native-command writer passes on fastest, below the large object heap, and a whole number of them to a part.</summary>
    public const int BlockLength = 64 << 10;

    /// <summary>Blocks of one part that may wait for the consumer of a byte stream; four parts together stay far below 40 MB.</summary>
    public const int BlocksWaiting = 64;

    /// <summary>How much may be fetched twice after a kill, per part in flight.</summary>
    public const int JournalStep = 1 << 20;

    /// <summary>Requests that one part may take: a server that gives one byte at a time must not be asked eight million times.</summary>
    public const int RequestsPerPart = 64;
}
