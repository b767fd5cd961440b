namespace LarkResources.Transfer;

/// <summary>Counts what has arrived, for progress. Read from any thread.</summary>
internal sealed class ByteCounter
{
    private long _received;
    private long _total = -1;

    public long Received => Interlocked.Read(ref _received);

    /// <summary>Null until the first answer has told, and when none tells.</summary>
    public long? Total => Interlocked.Read(ref _total) is var total and >= 0 ? total : null;

    public void Add(long count) => Interlocked.Add(ref _received, count);

    public void Start(long already, long? total)
    {
        Interlocked.Exchange(ref _received, already);
        Interlocked.Exchange(ref _total, total ?? -1);
    }
}
