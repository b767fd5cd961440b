using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace LarkResources;

/// <summary>Hashes what is in a file already.</summary>
internal static class FileHash
{
    /// <summary>What stays in a core's own cache between reading and hashing; larger reads were no faster and took more memory.</summary>
    private const int ReadLength = 128 << 10;

    public static async Task AppendAsync(IncrementalHash hash, SafeFileHandle file, long from, long count, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(ReadLength, count));
        try
        {
            for (var position = from; position < from + count;)
            {
                var room = buffer.AsMemory(0, (int)Math.Min(buffer.Length, from + count - position));
                var got = await RandomAccess.ReadAsync(file, room, position, cancellationToken).ConfigureAwait(false);
                if (got == 0)
                {
                    throw new RestartException("somebody else has shortened its part file", withoutRange: false);
                }

                hash.AppendData(room.Span[..got]);
                position += got;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static string Text(IncrementalHash hash) => Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
}
