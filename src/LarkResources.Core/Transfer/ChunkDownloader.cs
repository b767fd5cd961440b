using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using LarkResources.Errors;

namespace LarkResources.Transfer;

/// <summary>Fills a part file: small resources in order, large ones by several chunks at once.</summary>
internal sealed class ChunkDownloader(ResourceSource source, PartFile file, ByteCounter meter)
{
    /// <summary>Fetches whatever is missing, and gives length and hash of the whole.</summary>
    public Task<(long Length, string Sha256)> RunAsync(OpenedResource opened, CancellationToken cancellationToken) =>
        source.IsFetchedInParallel ? InParallelAsync(opened, cancellationToken) : InOrderAsync(opened, cancellationToken);

    private async Task<(long Length, string Sha256)> InOrderAsync(OpenedResource opened, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var there = source is { IsRanged: true, Total: > TransferLimits.JournalStep } ? LeadingBytes() : 0;
        await FileHash.AppendAsync(hash, file.Handle, 0, there, cancellationToken).ConfigureAwait(false);
        if (there == opened.From)
        {
            await CopyAsync(opened.Reader, opened.Buffer, opened.Count, hash, null, cancellationToken).ConfigureAwait(false);
            return Finish(opened.Reader.Position, hash);
        }

        using var rest = new SegmentReader(source, there, source.Total - 1);
        opened.Reader.Dispose();
        await CopyAsync(rest, opened.Buffer, 0, hash, null, cancellationToken).ConfigureAwait(false);
        return Finish(rest.Position, hash);
    }

    private (long Length, string Sha256) Finish(long length, IncrementalHash hash) => source.Total is { } total && total != length
        ? throw new RestartException(LarkErrors.Localized($"{total} bytes were declared and {length} sent", $"声明为 {total} 字节，实际发送 {length} 字节"), withoutRange: true)
        : (length, FileHash.Text(hash));

    private async Task CopyAsync(SegmentReader reader, byte[] buffer, int count, IncrementalHash? hash, TrailingHash? trailing, CancellationToken cancellationToken)
    {
        var unannounced = 0;
        for (var waiting = buffer.AsMemory(0, count); ;)
        {
            if (waiting.IsEmpty)
            {
                var room = buffer.AsMemory(0, TransferLimits.BufferLength);
                waiting = room[..await reader.ReadAsync(room, cancellationToken).ConfigureAwait(false)];
            }

            if (waiting.IsEmpty)
            {
                return;
            }

            // There may be more first bytes than one read gives.
            count = Math.Min(waiting.Length, TransferLimits.BufferLength);
            await file.WriteAsync(reader.Position - waiting.Length, waiting[..count], cancellationToken).ConfigureAwait(false);
            hash?.AppendData(waiting.Span[..count]);
            waiting = waiting[count..];
            unannounced += count;
            if (unannounced >= TransferLimits.JournalStep)
            {
                trailing?.Advance();
                unannounced = 0;
            }

            meter.Add(count);
        }
    }

    private async Task<(long Length, string Sha256)> InParallelAsync(OpenedResource opened, CancellationToken cancellationToken)
    {
        var total = source.Total!.Value;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hasher = new TrailingHash(file, total);
        var queue = new Queue<int>(Enumerable.Range(0, ChunkLayout.Count(total)).Where(chunk => file.DoneOf(chunk) < ChunkLayout.Range(chunk, total).Length));
        if (!queue.Any(chunk => ChunkLayout.Range(chunk, total).From + file.DoneOf(chunk) == opened.From))
        {
            // The first answer brought what an earlier run has already: its connection is not kept waiting.
            opened.Reader.Dispose();
        }

        var hash = hasher.RunAsync(stop.Token);
        var working = Math.Min(TransferLimits.ChunksInFlight, queue.Count);
        var workers = Enumerable.Range(0, working).Select(_ => WorkAsync()).Append(hash).ToArray();
        try
        {
            await FirstFailure.WhenAll(workers, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }

        return (total, await hash.ConfigureAwait(false));

        // Where one connection is as fast as the machine, others only make the chunks arrive out of order, behind which the hash cannot go.
        bool MayLeave()
        {
            lock (queue)
            {
                return working > 1 && --working > 0;
            }
        }

        async Task WorkAsync()
        {
            // The caller continues to start the other workers while this one waits for its first bytes.
            await Task.Yield();
            while (true)
            {
                int chunk;
                lock (queue)
                {
                    if (!queue.TryDequeue(out chunk))
                    {
                        return;
                    }
                }

                // The rest of a chunk that an earlier run began says nothing of the link.
                var isWhole = file.DoneOf(chunk) == 0 && ChunkLayout.Range(chunk, total).Length == TransferLimits.ChunkSize;
                var start = Stopwatch.GetTimestamp();
                await FetchChunkAsync(chunk, opened, hasher, stop.Token).ConfigureAwait(false);
                if (isWhole && Stopwatch.GetElapsedTime(start) < TransferLimits.FastChunk && MayLeave())
                {
                    return;
                }
            }
        }
    }

    private async Task FetchChunkAsync(int chunk, OpenedResource opened, TrailingHash hasher, CancellationToken cancellationToken)
    {
        var range = ChunkLayout.Range(chunk, source.Total!.Value);
        var from = range.From + file.DoneOf(chunk);
        var isOpened = from == opened.From;
        var buffer = isOpened ? opened.Buffer : ArrayPool<byte>.Shared.Rent(TransferLimits.BufferLength);
        var reader = isOpened ? opened.Reader : new SegmentReader(source, from, range.To);
        try
        {
            await CopyAsync(reader, buffer, isOpened ? opened.Count : 0, null, hasher, cancellationToken).ConfigureAwait(false);
            hasher.Advance();
        }
        finally
        {
            if (!isOpened)
            {
                reader.Dispose();
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private long LeadingBytes()
    {
        var total = source.Total!.Value;
        var bytes = 0L;
        for (var chunk = 0; chunk < ChunkLayout.Count(total) && bytes == ChunkLayout.Range(chunk, total).From; chunk++)
        {
            bytes += file.DoneOf(chunk);
        }

        return bytes;
    }
}
