using System.Buffers;

namespace LarkResources.Transfer;

/// <summary>A resource whose first answer has come and whose first bytes are at hand: enough to name it.</summary>
internal sealed class OpenedResource : IDisposable
{
    private bool _disposed;

    private OpenedResource(SegmentReader reader, long from)
    {
        Reader = reader;
        From = from;
        Buffer = ArrayPool<byte>.Shared.Rent(TransferLimits.BufferLength);
    }

    /// <summary>Gives what follows the first bytes.</summary>
    public SegmentReader Reader { get; }

    /// <summary>Where the first bytes begin in the resource.</summary>
    public long From { get; }

    /// <summary>Holds the first bytes, and serves for those that follow.</summary>
    public byte[] Buffer { get; private set; }

    /// <summary>How many first bytes there are; 0 means the resource is empty.</summary>
    public int Count { get; private set; }

    public ReadOnlyMemory<byte> FirstBytes => Buffer.AsMemory(0, Count);

    public static async Task<OpenedResource> OpenAsync(ResourceSource source, ResumePoint? start, bool withoutRange, CancellationToken cancellationToken)
    {
        var first = await source.BeginAsync(start, withoutRange, cancellationToken).ConfigureAwait(false);
        var from = source.IsRanged && start is { } resume ? resume.From : 0;
        var opened = new OpenedResource(new(source, from, source.Total - 1, first), from);
        try
        {
            opened.Count = await opened.Reader.ReadAsync(opened.Buffer.AsMemory(0, TransferLimits.BufferLength), cancellationToken).ConfigureAwait(false);
            source.RefuseWebPage(opened.FirstBytes.Span);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Reads on until the first bytes tell what the file is. How many come with the first read depends on the network, and a name must not.</summary>
    /// <param name="wanted">How many are worth waiting for, given what there is.</param>
    /// <param name="cancellationToken">Stops within one read.</param>
    public async Task LookAsync(Func<ReadOnlyMemory<byte>, int> wanted, CancellationToken cancellationToken)
    {
        // All of the first response at most: to know a name never takes another request.
        for (int most; Count > 0 && Count < (most = Math.Min(wanted(FirstBytes), TransferLimits.ChunkSize));)
        {
            if (Count == Buffer.Length)
            {
                Grow(Math.Min(2 * Buffer.Length, most));
            }

            var count = await Reader.ReadAsync(Buffer.AsMemory(Count, Math.Min(Buffer.Length, most) - Count), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return;
            }

            Count += count;
        }
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        FirstBytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(Buffer);
        Buffer = larger;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            // A buffer that is given back twice would be lent to two downloads at once.
            _disposed = true;
            Reader.Dispose();
            ArrayPool<byte>.Shared.Return(Buffer);
        }
    }
}
