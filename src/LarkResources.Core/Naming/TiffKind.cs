using System.Buffers.Binary;

namespace LarkResources.Naming;

/// <summary>What a TIFF file is: cameras and phones keep their raw pictures in that form.</summary>
internal static class TiffKind
{
    private const int DigitalNegative = 0xC612;
    private const int EntryLength = 12;

    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 10 && bytes[8..].StartsWith("CR"u8))
        {
            return ".cr2";
        }

        var isLittle = bytes[0] == 'I';
        var at = bytes.Length < 8 ? uint.MaxValue : isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        for (var count = Read(bytes, at, isLittle); count > 0; count--, at += EntryLength)
        {
            if (Read(bytes, at + 2, isLittle) == DigitalNegative)
            {
                return ".dng";
            }
        }

        return ".tiff";
    }

    private static int Read(ReadOnlySpan<byte> bytes, uint at, bool isLittle) => (long)at + 2 > bytes.Length ? 0
        : isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(int)at..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[(int)at..]);
}
