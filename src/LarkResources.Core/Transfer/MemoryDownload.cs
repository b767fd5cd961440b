using System.Security.Cryptography;

namespace LarkResources;

/// <summary>A resource into memory.</summary>
internal sealed class MemoryDownload(ResourceSource source, TransferRequest request, TransferMeter meter)
{
    public Task<(byte[] Content, TransferResult Result)> RunAsync(CancellationToken cancellationToken) =>
        ResourceTransfer.RunAsync(source, withoutRange => AttemptAsync(withoutRange, cancellationToken));

    private async Task<(byte[] Content, TransferResult Result)> AttemptAsync(bool withoutRange, CancellationToken cancellationToken)
    {
        var blocks = await BlockWindow.OpenAsync(source, withoutRange, cancellationToken).ConfigureAwait(false);
        await using (blocks.ConfigureAwait(false))
        {
            meter.Start(0, source.Total);
            if (source.Total > Array.MaxLength)
            {
                throw LarkErrors.Local("ResourceTooLarge", $"{source.Id} has {source.Total} bytes, more than an object can hold; save it with -OutFile.", source.Id.FileKey);
            }

            var name = ResourceFileName.Choose(request.Name, source.ContentDisposition, source.ContentType, blocks.FirstBytes.Span, source.Id.FileKey);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var content = new MemoryStream((int)(source.Total ?? 0));
            while (await blocks.NextAsync(cancellationToken).ConfigureAwait(false) is { } block)
            {
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
}
