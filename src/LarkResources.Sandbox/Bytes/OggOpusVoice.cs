using System.Buffers.Binary;

namespace LarkResources.Sandbox.Bytes;

/// <summary>Writes silent voice notes: real Opus packets in real Ogg pages, as the platform's own clients record them.</summary>
internal static class OggOpusVoice
{
    private const int SamplesPerPacket = 960;
    private const int PreSkip = 312;
    private const int SerialNumber = 0x4C41524B;

    // A full-band packet of 20 ms that decodes to silence.
    private static readonly byte[] SilentPacket = [0xF8, 0xFF, 0xFE];

    public static byte[] Silence(TimeSpan duration)
    {
        var packets = (int)Math.Clamp(duration.TotalMilliseconds / 20, 1, 255);
        return
        [
            .. Page(2, 0, 0, [.. "OpusHead"u8, 1, 1, PreSkip & 0xFF, PreSkip >> 8, 0x80, 0xBB, 0, 0, 0, 0, 0]),
            .. Page(0, 0, 1, [.. "OpusTags"u8, 7, 0, 0, 0, .. "sandbox"u8, 0, 0, 0, 0]),
            .. Page(4, packets * SamplesPerPacket, 2, [.. Enumerable.Repeat(SilentPacket, packets)]),
        ];
    }

    private static byte[] Page(byte flags, long granule, int sequence, params byte[][] packets)
    {
        var page = new byte[27 + packets.Length + packets.Sum(packet => packet.Length)];
        "OggS"u8.CopyTo(page);
        page[5] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), granule);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(14), SerialNumber);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(18), sequence);
        page[26] = (byte)packets.Length;
        var offset = 27 + packets.Length;
        for (var i = 0; i < packets.Length; i++)
        {
            page[27 + i] = (byte)packets[i].Length;
            packets[i].CopyTo(page, offset);
            offset += packets[i].Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(22), Crc32.Ogg(page));
        return page;
    }
}
