using System.Threading.Channels;

namespace LarkResources.Transfer;

/// <summary>One attempt to get a resource as blocks in order. Large resources are fetched by several chunks at once, in a window that waits for the consumer.</summary>
internal sealed class ChunkPrefetcher : IAsyncDisposable
{
    private readonly ResourceSource _source;
    private readonly OpenedResource _opened;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<Chunk> _window = new();
    private int _firstTaken;
    private int _nextChunk;

    private ChunkPrefetcher(ResourceSource source, OpenedResource opened)
    {
        _source = source;
        _opened = opened;
    }

    /// <summary>The first bytes, from which a name can be made.</summary>
    public ReadOnlyMemory<byte> FirstBytes => _opened.FirstBytes;

    public static async Task<ChunkPrefetcher> OpenAsync(ResourceSource source, bool withoutRange, CancellationToken cancellationToken) =>
        new(source, await OpenedResource.OpenAsync(source, null, withoutRange, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads on until the first bytes tell what the file is. Only before the first block.</summary>
    public Task LookAsync(Func<ReadOnlyMemory<byte>, int> wanted, CancellationToken cancellationToken) => _opened.LookAsync(wanted, cancellationToken);

    /// <summary>The next block, a fresh array; null at the end.</summary>
    /// <exception cref="RestartException">What has come so far cannot be continued.</exception>
    public ValueTask<byte[]?> NextAsync(CancellationToken cancellationToken) =>
        _source.IsFetchedInParallel ? FromWindowAsync(cancellationToken) : FillAsync(_opened.Reader, TakeFirst(), cancellationToken);

    /// <summary>Stops what is being fetched, and waits until it has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var chunk in _window)
        {
            await chunk.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _opened.Dispose();
        _stop.Dispose();
    }

    /// <summary>The first bytes that are still to be delivered.</summary>
    private ReadOnlyMemory<byte> TakeFirst()
    {
        var rest = _opened.FirstBytes[_firstTaken..];
        var taken = rest[..Math.Min(rest.Length, TransferLimits.BlockLength)];
        _firstTaken += taken.Length;
        return taken;
    }

    private static async ValueTask<byte[]?> FillAsync(SegmentReader reader, ReadOnlyMemory<byte> first, CancellationToken cancellationToken)
    {
        var block = new byte[TransferLimits.BlockLength];
        first.CopyTo(block);
        var filled = first.Length;
        while (filled < block.Length)
        {
            var count = await reader.ReadAsync(block.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            filled += count;
        }

        return filled == 0 ? null : filled == block.Length ? block : block[..filled];
    }

    private async ValueTask<byte[]?> FromWindowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_window.Count < TransferLimits.ChunksInFlight && _nextChunk < ChunkLayout.Chunks.Count(_source.Total!.Value))
            {
                Start(_nextChunk++);
            }

            if (!_window.TryPeek(out var chunk))
            {
                return null;
            }

            // What a chunk failed with comes out here, behind the blocks that it did get.
            if (await chunk.Blocks.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && chunk.Blocks.TryRead(out var block))
            {
                return block;
            }

            _window.Dequeue();
        }
    }

    private void Start(int chunk)
    {
        var blocks = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(TransferLimits.BlocksWaiting) { SingleReader = true, SingleWriter = true });
        _window.Enqueue(new(blocks.Reader, Task.Run(() => FetchAsync(chunk, blocks.Writer, _stop.Token))));
    }

    private async Task FetchAsync(int chunk, ChannelWriter<byte[]> blocks, CancellationToken cancellationToken)
    {
        var range = ChunkLayout.Chunks.Range(chunk, _source.Total!.Value);
        var reader = chunk == 0 ? _opened.Reader : new SegmentReader(_source, range.From, range.To);
        reader.Stretch = new(reader.Position, range.To + 1);
        try
        {
            while (await FillAsync(reader, chunk == 0 ? TakeFirst() : default, cancellationToken).ConfigureAwait(false) is { } block)
            {
                await blocks.WriteAsync(block, cancellationToken).ConfigureAwait(false);
            }

            blocks.Complete();
        }
        catch (Exception e)
        {
            // Handed to the reader of the blocks, the only one to see it.
            blocks.Complete(e);
        }
        finally
        {
            if (chunk != 0)
            {
                reader.Dispose();
            }
        }
    }

    /// <summary>A class, for which the runtime comes with a compiled queue.</summary>
    private sealed record Chunk(ChannelReader<byte[]> Blocks, Task Work);
}
