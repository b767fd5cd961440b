using System.Buffers.Binary;
using System.Numerics;

namespace LarkResources.Files;

/// <summary>The checksum of the journal: it finds damage, not malice, and processors have an instruction for it.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of what came before and these bytes; that of nothing is 0.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
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
}
