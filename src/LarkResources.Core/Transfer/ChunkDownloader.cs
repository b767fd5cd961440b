using System.Buffers;
using System.Security.Cryptography;
using LarkResources.Errors;

namespace LarkResources.Transfer;

/// <summary>Fills a part file: small resources in order, large ones over up to eight connections, depending on the link.</summary>
/// <param name="source">The resource.</param>
/// <param name="file">The part file.</param>
/// <param name="meter">Counts what arrives.</param>
/// <param name="maximumSize">Where no answer tells the length, the most bytes that are taken; null for any number.</param>
internal sealed class ChunkDownloader(ResourceSource source, PartFile file, ByteCounter meter, long? maximumSize)
{
    /// <summary>Fetches whatever is missing, and gives length and hash of the whole.</summary>
    public Task<Fetched> RunAsync(OpenedResource opened, CancellationToken cancellationToken) =>
        source.IsFetchedInParallel ? InParallelAsync(opened, cancellationToken) : InOrderAsync(opened, cancellationToken);

    private async Task<Fetched> InOrderAsync(OpenedResource opened, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var there = source is { IsRanged: true, Total: > TransferLimits.UnitSize and var total } ? LeadingBytes(total) : 0;
        FileHash.Append(hash, file.Handle, 0, there, cancellationToken);
        if (there == opened.From)
        {
            await CopyAsync(opened.Reader, opened.Buffer, opened.Count, hash, null, null, cancellationToken).ConfigureAwait(false);
            return Finish(opened.Reader.Position, hash);
        }

        using var rest = new SegmentReader(source, there, source.Total - 1);
        opened.Reader.Dispose();
        await CopyAsync(rest, opened.Buffer, 0, hash, null, null, cancellationToken).ConfigureAwait(false);
        return Finish(rest.Position, hash);
    }

    private Fetched Finish(long length, IncrementalHash hash) => source.Total is { } total && total != length
        ? throw new RestartException(LarkErrors.Localized($"{total} bytes were declared and {length} sent", $"声明为 {total} 字节，实际发送 {length} 字节"), withoutRange: true)
        : new(length, FileHash.Text(hash));

    private async Task CopyAsync(SegmentReader reader, byte[] buffer, int count, IncrementalHash? hash, TrailingHash? trailing, LinkPace? pace, CancellationToken cancellationToken)
    {
        var unannounced = 0L;
        for (var waiting = buffer.AsMemory(0, count); ;)
        {
            if (waiting.IsEmpty)
            {
                var room = buffer.AsMemory(0, TransferLimits.BufferLength);
                pace?.Begin();
                waiting = room[..await reader.ReadAsync(room, cancellationToken).ConfigureAwait(false)];
                pace?.End(waiting.Length);
            }

            if (waiting.IsEmpty)
            {
                return;
            }

            if (source.Total is null && reader.Position > maximumSize)
            {
                throw new TooLargeException(reader.Position);
            }

            // There may be more first bytes than one read gives.
            count = Math.Min(waiting.Length, TransferLimits.BufferLength);
            cancellationToken.ThrowIfCancellationRequested();
            file.Write(reader.Position - waiting.Length, waiting.Span[..count]);
            hash?.AppendData(waiting.Span[..count]);
            waiting = waiting[count..];
            unannounced += count;
            if (unannounced >= TransferLimits.UnitSize)
            {
                trailing?.Advance();
                unannounced = 0;
            }

            meter.Add(count);
        }
    }

    private async Task<Fetched> InParallelAsync(OpenedResource opened, CancellationToken cancellationToken)
    {
        var total = source.Total!.Value;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hasher = new TrailingHash(file, total);
        var plan = new RangePlan(ChunkLayout.Units.Missing(total, file.DoneOf), source.Clock);
        var first = plan.Next();
        if (first is not null && first.From == opened.From && opened.Reader.Position <= first.End)
        {
            first.Claim(opened.Reader.Position, 0);
            opened.Reader.Stretch = first;
        }
        else
        {
            // The first answer is not the beginning of what is missing: its connection is not kept waiting.
            opened.Reader.Dispose();
        }

        var pace = new LinkPace(source.Clock);

        // How many connections are needed, once that is known.
        var connections = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hash = hasher.RunAsync(stop.Token);
        List<Task> all = [hash, LeadAsync(), WatchAsync()];
        for (var number = 1; number < TransferLimits.Connections; number++)
        {
            all.Add(JoinAsync(number));
        }

        try
        {
            await FirstFailure.WhenAll(all, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }

        return new(total, await hash.ConfigureAwait(false));

        async Task LeadAsync()
        {
            // The caller continues to start the others while this one waits for its first bytes.
            await Task.Yield();
            await FetchAllAsync(first, pace).ConfigureAwait(false);
            connections.TrySetResult(1);
        }

        async Task JoinAsync(int number)
        {
            if (await connections.Task.WaitAsync(stop.Token).ConfigureAwait(false) > number)
            {
                await FetchAllAsync(plan.Next(), null).ConfigureAwait(false);
            }
        }

        async Task FetchAllAsync(Stretch? stretch, LinkPace? pace)
        {
            for (; stretch is not null; stretch = plan.Next(stretch))
            {
                await FetchAsync(stretch, opened, hasher, pace, stop.Token).ConfigureAwait(false);
            }
        }

        async Task WatchAsync()
        {
            for (var look = TransferLimits.FirstLook; !connections.Task.IsCompleted; look = TransferLimits.NextLook)
            {
                await Task.WhenAny(connections.Task, Task.Delay(look, source.Clock, stop.Token)).ConfigureAwait(false);
                stop.Token.ThrowIfCancellationRequested();
                if (pace.IsSlow(look / 2))
                {
                    connections.TrySetResult(plan.Spread(TransferLimits.Connections));
                }
            }
        }
    }

    private async Task FetchAsync(Stretch stretch, OpenedResource opened, TrailingHash hasher, LinkPace? pace, CancellationToken cancellationToken)
    {
        var isOpened = stretch == opened.Reader.Stretch;
        var buffer = isOpened ? opened.Buffer : ArrayPool<byte>.Shared.Rent(TransferLimits.BufferLength);
        var reader = isOpened ? opened.Reader : new SegmentReader(source, stretch.From, source.Total - 1) { Stretch = stretch };
        try
        {
            await CopyAsync(reader, buffer, isOpened ? opened.Count : 0, null, hasher, pace, cancellationToken).ConfigureAwait(false);
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

    private long LeadingBytes(long total) => ChunkLayout.Units.Missing(total, file.DoneOf).Select(range => range.From).FirstOrDefault(total);
}

/// <summary>What a part file holds in the end.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">Its hash, 64 lower-case hexadecimal digits.</param>
internal sealed record Fetched(long Length, string Sha256);
