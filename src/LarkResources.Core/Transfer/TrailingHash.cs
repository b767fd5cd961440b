using System.Security.Cryptography;

namespace LarkResources;

/// <summary>Hashes a file behind the parts that fill it out of order, while they do: what it reads is still in the system's cache.</summary>
internal sealed class TrailingHash(PartFile file, long total) : IDisposable
{
    private readonly SemaphoreSlim _partDone = new(0);

    public void PartIsDone() => _partDone.Release();

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var part = 0; part < Parts.Count(total); part++)
        {
            var range = Parts.Range(part, total);
            while (file.DoneOf(part) < range.Length)
            {
                await _partDone.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            await FileHash.AppendAsync(hash, file.Handle, range.From, range.Length, cancellationToken).ConfigureAwait(false);
        }

        return FileHash.Text(hash);
    }

    public void Dispose() => _partDone.Dispose();
}
