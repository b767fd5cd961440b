using System.Security.Cryptography;

namespace LarkResources;

/// <summary>A resource into memory.</summary>
internal sealed class MemoryDownload(ResourceSource source, TransferRequest request, TransferMeter meter)
{
    public async Task<(byte[] Content, TransferResult Result)> RunAsync(CancellationToken cancellationToken)
    {
        var blocks = new BlockReader(source, meter);
        await using (blocks.ConfigureAwait(false))
        {
            var firstBytes = await blocks.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (source.Total > Array.MaxLength)
            {
                throw LarkErrors.Local("ResourceTooLarge", $"{source.Id} has {source.Total} bytes, more than an object can hold; save it with -OutFile.", source.Id.FileKey);
            }

            var name = ResourceFileName.Choose(request.Name, source.ContentDisposition, source.ContentType, firstBytes.Span, source.Id.FileKey);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var content = new MemoryStream((int)(source.Total ?? 0));
            while (await blocks.NextAsync(cancellationToken).ConfigureAwait(false) is { } block)
            {
                hash.AppendData(block);
                content.Write(block);
            }

            // A buffer that is exactly full need not be copied.
            var bytes = content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
            return (bytes, new(name, source.ContentType, bytes.LongLength, FileHash.Text(hash)));
        }
    }
}
