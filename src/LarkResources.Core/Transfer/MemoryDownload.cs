using System.Security.Cryptography;

namespace LarkResources;

/// <summary>A resource into memory.</summary>
internal sealed class MemoryDownload(ResourceSource source, TransferRequest request, TransferMeter meter)
{
    /// <summary>The most that an object can hold; a test sets less.</summary>
    public long Limit { get; init; } = Array.MaxLength;

    public Task<(byte[] Content, TransferResult Result)> RunAsync(CancellationToken cancellationToken) =>
        ResourceTransfer.RunAsync(source, withoutRange => AttemptAsync(withoutRange, cancellationToken));

    private async Task<(byte[] Content, TransferResult Result)> AttemptAsync(bool withoutRange, CancellationToken cancellationToken)
    {
        var blocks = await BlockWindow.OpenAsync(source, withoutRange, cancellationToken).ConfigureAwait(false);
        await using (blocks.ConfigureAwait(false))
        {
            meter.Start(0, source.Total);
            if (source.Total > Limit)
            {
                throw TooLarge($"{source.Total} bytes");
            }

            var name = ResourceFileName.Choose(request.Name, source.ContentDisposition, source.ContentType, blocks.FirstBytes.Span, source.Id.FileKey);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var content = new MemoryStream((int)(source.Total ?? 0));
            while (await blocks.NextAsync(cancellationToken).ConfigureAwait(false) is { } block)
            {
                if (content.Length + block.Length > Limit)
                {
                    // Nobody declared a length: only the bytes themselves tell.
                    throw TooLarge($"more than {content.Length} bytes");
                }

                hash.AppendData(block);
                content.Write(block);
                meter.Add(block.Length);
            }

            // A buffer that is exactly full need not be copied.
            var bytes = content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
            var sha256 = FileHash.Text(hash);
            return request.Accepts(sha256) ? (bytes, new(name, source.ContentType, bytes.LongLength, sha256)) : throw request.WrongHash(sha256);
        }
    }

    private LarkException TooLarge(string size) =>
        LarkErrors.Local("ResourceTooLarge", $"{source.Id} has {size}, more than an object can hold; save it with -OutFile.", source.Id.FileKey);
}
