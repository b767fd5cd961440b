using System.Security.Cryptography;
using LarkResources.Errors;
using LarkResources.Naming;

namespace LarkResources.Transfer;

/// <summary>A resource into memory.</summary>
internal sealed class MemoryDownload(ResourceSource source, TransferRequest request, ByteCounter meter)
{
    /// <summary>The most that an object can hold; a test sets less.</summary>
    public long Limit { get; init; } = Array.MaxLength;

    public Task<(byte[] Content, TransferResult Result)> RunAsync(CancellationToken cancellationToken) =>
        ResourceTransfer.RunAsync(source, withoutRange => AttemptAsync(withoutRange, cancellationToken));

    private async Task<(byte[] Content, TransferResult Result)> AttemptAsync(bool withoutRange, CancellationToken cancellationToken)
    {
        var blocks = await ChunkPrefetcher.OpenAsync(source, withoutRange, cancellationToken).ConfigureAwait(false);
        await using (blocks.ConfigureAwait(false))
        {
            meter.Start(0, source.Total);
            if (source.Total > Limit && source.First is null)
            {
                throw TooLarge(LarkErrors.Localized($"{source.Total} bytes", $"为 {source.Total} 字节"));
            }

            await blocks.LookAsync(bytes => ResourceFileName.BytesThatTell(request.Name, source.ContentDisposition, bytes.Span), cancellationToken).ConfigureAwait(false);
            var name = source.Shown(ResourceFileName.Choose(request.Name, source.ContentDisposition, source.ContentType, blocks.FirstBytes.Span, source.Id.FileKey));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var content = new MemoryStream();
            while (await blocks.NextAsync(cancellationToken).ConfigureAwait(false) is { } block)
            {
                if (content.Length + block.Length > Limit)
                {
                    // No length was declared: only the bytes themselves tell.
                    throw TooLarge(LarkErrors.Localized($"more than {content.Length} bytes", $"超过 {content.Length} 字节"));
                }

                hash.AppendData(block);
                MakeRoom(content, content.Length + block.Length);
                content.Write(block);
                meter.Add(block.Length);
            }

            // A buffer that is exactly full need not be copied.
            var bytes = content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
            var sha256 = FileHash.Text(hash);
            return request.Accepts(sha256) ? (bytes, new(name, source.ContentType, bytes.LongLength, sha256)) : throw request.WrongHash(sha256);
        }
    }

    /// <summary>Grows with what has come, and not at once to what was declared: a server can declare anything.</summary>
    private void MakeRoom(MemoryStream content, long needed)
    {
        if (needed > content.Capacity)
        {
            // The last step is as long as the resource, so that nothing need be copied at the end.
            var grown = Math.Max(needed, 4L * content.Capacity);
            content.Capacity = (int)Math.Min(source.Total is { } total && total >= needed ? Math.Min(grown, total) : grown, Array.MaxLength);
        }
    }

    private LarkException TooLarge(string size) =>
        LarkErrors.Local(Situations.ResourceTooLarge, LarkErrors.Localized($"{source.Id} has {size}, more than an object can hold; save it with -OutFile.", $"{source.Id} 的大小{size}，超出一个对象能容纳的大小；请用 -OutFile 保存。"), source.Id.FileKey);
}
