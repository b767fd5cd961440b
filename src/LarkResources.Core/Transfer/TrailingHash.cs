using System.Security.Cryptography;

namespace LarkResources.Transfer;

/// <summary>Hashes a file behind the connections that fill it out of order, while they do: most of what it reads is still in the system's cache.</summary>
internal sealed class TrailingHash(PartFile file, long total) : IDisposable
{
    private readonly SemaphoreSlim _progress = new(0);

    /// <summary>Some more bytes are in the file. Not to be called for every block: waking costs more than hashing one.</summary>
    public void Advance() => _progress.Release();

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var unit = 0; unit < ChunkLayout.Units.Count(total); unit++)
        {
            var range = ChunkLayout.Units.Range(unit, total);
            for (var hashed = 0L; hashed < range.Length;)
            {
                var done = file.DoneOf(unit);
                if (done == hashed)
                {
                    await _progress.WaitAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }

                FileHash.Append(hash, file.Handle, range.From + hashed, done - hashed, cancellationToken);
                hashed = done;
            }

            // With several large files, the hashes must not take all threads from the connections.
            await Task.Yield();
        }

        return FileHash.Text(hash);
    }

    public void Dispose() => _progress.Dispose();
}
