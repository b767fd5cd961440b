namespace LarkResources.Sandbox.Bytes;

/// <summary>The two checksums of the containers made here; the base class library offers neither.</summary>
internal static class Crc32
{
    /// <summary>The reflected CRC of PNG chunks.</summary>
    public static uint Png(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    /// <summary>The CRC of Ogg pages: same polynomial, not reflected, starting at zero.</summary>
    public static uint Ogg(ReadOnlySpan<byte> data)
    {
        var crc = 0u;
        foreach (var value in data)
        {
            crc ^= (uint)value << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc << 1) ^ (0x04C11DB7 & (0 - (crc >> 31)));
            }
        }

        return crc;
    }
}
