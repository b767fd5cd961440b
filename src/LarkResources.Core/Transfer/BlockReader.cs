using System.Threading.Channels;

namespace LarkResources;

/// <summary>A resource as blocks in order, for a pipeline. Large resources are fetched by several parts at once, in a window that waits for the consumer.</summary>
internal sealed class BlockReader(ResourceSource source, TransferMeter meter) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<(ChannelReader<byte[]> Blocks, Task Work)> _window = new();
    private OpenedResource? _opened;
    private int _firstTaken;
    private int _nextPart;
    private bool _delivered;

    /// <summary>The first bytes, from which a name can be made. Must be called once, before the blocks.</summary>
    public async Task<ReadOnlyMemory<byte>> OpenAsync(CancellationToken cancellationToken)
    {
        _opened = await ResourceTransfer.RunAsync(source, withoutRange => OpenedResource.OpenAsync(source, null, withoutRange, cancellationToken)).ConfigureAwait(false);
        meter.Start(0, source.Total);
        return _opened.FirstBytes;
    }

    /// <summary>The next block, a fresh array; null at the end.</summary>
    public async ValueTask<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        byte[]? block;
        try
        {
            block = await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RestartException e) when (!_delivered && e.WithoutRange && source.IsRanged)
        {
            _opened!.Dispose();
            _opened = await OpenedResource.OpenAsync(source, null, withoutRange: true, cancellationToken).ConfigureAwait(false);
            _firstTaken = 0;
            block = await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        _delivered |= block is not null;
        meter.Add(block?.Length ?? 0);
        return block;
    }

    private async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return source.FetchesInParallel
                ? await FromWindowAsync(cancellationToken).ConfigureAwait(false)
                : await FillAsync(_opened!.Reader, TakeFirst(), cancellationToken).ConfigureAwait(false);
        }
        catch (RestartException e) when (_delivered || !source.IsRanged)
        {
            // What has gone down the pipeline cannot be called back.
            throw LarkErrors.Local(ModuleErrors.TransferIncomplete, $"{source.Id} broke off: {e.Message}.", source.Id.FileKey, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var (_, work) in _window)
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _opened?.Dispose();
        _stop.Dispose();
    }

    /// <summary>The first bytes that are still to be delivered.</summary>
    private ReadOnlyMemory<byte> TakeFirst()
    {
        var rest = _opened!.FirstBytes[_firstTaken..];
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
            while (_window.Count < TransferLimits.PartsInFlight && _nextPart < Parts.Count(source.Total!.Value))
            {
                Start(_nextPart++);
            }

            if (!_window.TryPeek(out var part))
            {
                return null;
            }

            if (await part.Blocks.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && part.Blocks.TryRead(out var block))
            {
                return block;
            }

            _window.Dequeue();
            await part.Work.ConfigureAwait(false);
        }
    }

    private void Start(int part)
    {
        var blocks = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(TransferLimits.BlocksWaiting) { SingleReader = true, SingleWriter = true });
        _window.Enqueue((blocks.Reader, Task.Run(() => FetchAsync(part, blocks.Writer, _stop.Token))));
    }

    private async Task FetchAsync(int part, ChannelWriter<byte[]> blocks, CancellationToken cancellationToken)
    {
        var range = Parts.Range(part, source.Total!.Value);
        var reader = part == 0 ? _opened!.Reader : new SegmentReader(source, range.From, range.To);
        try
        {
            while (await FillAsync(reader, part == 0 ? TakeFirst() : default, cancellationToken).ConfigureAwait(false) is { } block)
            {
                await blocks.WriteAsync(block, cancellationToken).ConfigureAwait(false);
            }

            blocks.Complete();
        }
        catch (Exception e)
        {
            blocks.Complete(e);
            throw;
        }
        finally
        {
            if (part != 0)
            {
                reader.Dispose();
            }
        }
    }
}
