using System.Buffers;
using System.Security.Cryptography;
using LarkResources.Errors;
using LarkResources.Files;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Transfer;

/// <summary>Hashes what is in a file already.</summary>
internal static class FileHash
{
    /// <summary>What stays in a core's own cache between reading and hashing; larger reads were no faster and took more memory.</summary>
    private const int ReadLength = 128 << 10;

    /// <summary>The SHA-256 of a file, 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="LarkException">UnreadableFile.</exception>
    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (DiskEntry.Behind(path).Kind is EntryKind.Special)
            {
                // A link to a file is the file; a pipe would block.
                throw new NotPlainFileException(path, EntryKind.Special);
            }

            var stream = File.OpenRead(path);
            await using (stream.ConfigureAwait(false))
            {
                return Convert.ToHexString(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)).ToLowerInvariant();
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Unreadable(path, e);
        }
    }

    /// <summary>The SHA-256 of bytes, 64 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    public static void Append(IncrementalHash hash, SafeFileHandle file, long from, long count, CancellationToken cancellationToken) =>
        Read(file, from, count, bytes => hash.AppendData(bytes), cancellationToken);

    /// <summary>The checksum of bytes that are in a file already.</summary>
    public static uint Checksum(SafeFileHandle file, long from, long count, CancellationToken cancellationToken)
    {
        var checksum = 0u;
        Read(file, from, count, bytes => checksum = Crc32C.Append(checksum, bytes), cancellationToken);
        return checksum;
    }

    private static void Read(SafeFileHandle file, long from, long count, Consumer consume, CancellationToken cancellationToken)
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
                cancellationToken.ThrowIfCancellationRequested();
                var room = buffer.AsSpan(0, (int)Math.Min(buffer.Length, from + count - position));
                var got = RandomAccess.Read(file, room, position);
                if (got == 0)
                {
                    throw new RestartException(LarkErrors.Localized("another program has shortened the part file", "临时文件被其他程序截短"), withoutRange: false);
                }

                consume(room[..got]);
                position += got;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static string Text(IncrementalHash hash) => Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();

    private delegate void Consumer(ReadOnlySpan<byte> bytes);
}
