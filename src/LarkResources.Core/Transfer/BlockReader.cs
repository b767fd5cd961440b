namespace LarkResources.Transfer;

/// <summary>A resource as blocks in order, for a pipeline: what has gone down it cannot be called back.</summary>
internal sealed class BlockReader(ResourceSource source, ByteCounter meter) : IAsyncDisposable
{
    private ChunkPrefetcher? _blocks;
    private byte[]? _first;

    /// <summary>The first bytes, from which a name can be made. Must be called once, before the blocks.</summary>
    public async Task<ReadOnlyMemory<byte>> OpenAsync(CancellationToken cancellationToken)
    {
        (_blocks, _first) = await ResourceTransfer.RunAsync(source, withoutRange => BeginAsync(withoutRange, cancellationToken)).ConfigureAwait(false);
        meter.Start(0, source.Total);
        return _blocks.FirstBytes;
    }

    /// <summary>The next block, a fresh array; null at the end.</summary>
    public async ValueTask<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        var block = _first;
        _first = null;
        try
        {
            block ??= await _blocks!.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RestartException e)
        {
            throw ResourceTransfer.Incomplete(source, e);
        }

        meter.Add(block?.Length ?? 0);
        return block;
    }

    public ValueTask DisposeAsync() => _blocks?.DisposeAsync() ?? default;

    // The first block is fetched here, where it can still be exchanged for that of a better attempt.
    private async Task<(ChunkPrefetcher Blocks, byte[]? First)> BeginAsync(bool withoutRange, CancellationToken cancellationToken)
    {
        var blocks = await ChunkPrefetcher.OpenAsync(source, withoutRange, cancellationToken).ConfigureAwait(false);
        try
        {
            return (blocks, await blocks.NextAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await blocks.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
