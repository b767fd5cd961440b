using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LarkResources.Files;

/// <summary>The checksum of the journal (CRC-32C, RFC 3720): it finds damage, not malice, and processors have an instruction for it.</summary>
/// <remarks>
/// That instruction takes three cycles, and a new one can begin in each: three lanes of the bytes are summed side by side and joined. It is
/// compiled with full optimization at once, because the transfer of a file can be over before the runtime would do so: 18 % of the processor
/// time of 100 MiB was this loop, unoptimized. The Crc32 of System.IO.Hashing 11 cannot
/// continue from a stored checksum, which a resumed download has to, and on .NET 8 and 9 it does not use the instruction.
/// </remarks>
internal static class Crc32C
{
    private const int LaneLength = 4 << 10;

    /// <summary>What a checksum becomes when a lane of zeros, or two, follow it: one table for each of its bytes.</summary>
    private static readonly uint[] s_overOneLane = Over(LaneLength);
    private static readonly uint[] s_overTwoLanes = Over(2 * LaneLength);

    /// <summary>The checksum of what came before and these bytes; that of nothing is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        for (; bytes.Length >= 3 * LaneLength; bytes = bytes[(3 * LaneLength)..])
        {
            var (second, third) = (0u, 0u);
            for (var at = 0; at < LaneLength; at += sizeof(ulong))
            {
                crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
                second = BitOperations.Crc32C(second, BinaryPrimitives.ReadUInt64LittleEndian(bytes[(LaneLength + at)..]));
                third = BitOperations.Crc32C(third, BinaryPrimitives.ReadUInt64LittleEndian(bytes[((2 * LaneLength) + at)..]));
            }

            crc = Shift(crc, s_overTwoLanes) ^ Shift(second, s_overOneLane) ^ third;
        }

        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }

    private static uint Shift(uint crc, uint[] table) =>
        table[(byte)crc] ^ table[256 + (byte)(crc >> 8)] ^ table[512 + (byte)(crc >> 16)] ^ table[768 + (crc >> 24)];

    private static uint[] Over(int zeros)
    {
        var table = new uint[4 * 256];
        for (var bit = 0; bit < 32; bit++)
        {
            var crc = 1u << bit;
            for (var at = 0; at < zeros; at += sizeof(ulong))
            {
                crc = BitOperations.Crc32C(crc, 0ul);
            }

            // The checksum is linear: what several bits become is the sum of what each becomes.
            for (var value = 0; value < 256; value++)
            {
                if ((value >> (bit % 8) & 1) != 0)
                {
                    table[(bit / 8 * 256) + value] ^= crc;
                }
            }
        }

        return table;
    }
}
