using LarkResources.Files;

namespace LarkResources.Tests.Files;

/// <summary>CRC-32C against its definition, one bit after the other.</summary>
public sealed class Crc32CTests
{
    /// <summary>RFC 3720, B.4, read as little-endian numbers; the last is the check value of the catalogues.</summary>
    [Fact]
    public void The_published_values()
    {
        Assert.Equal(0x8a9136aau, Crc32C.Append(0, new byte[32]));
        Assert.Equal(0x62a8ab43u, Crc32C.Append(0, Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Assert.Equal(0x46dd794eu, Crc32C.Append(0, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0xe3069283u, Crc32C.Append(0, "123456789"u8));
    }

    [Fact]
    public void Any_length_in_any_pieces_has_the_checksum_of_the_definition()
    {
        var random = new Random(1);
        var bytes = new byte[100_000];
        random.NextBytes(bytes);
        foreach (var length in (int[])[0, 1, 7, 8, 9, 4096, 12_287, 12_288, 12_289, 24_576, 36_867, bytes.Length])
        {
            var checksum = 0u;
            for (var at = 0; at < length;)
            {
                var piece = Math.Min(length - at, random.Next(1, 40_000));
                checksum = Crc32C.Append(checksum, bytes.AsSpan(at, piece));
                at += piece;
            }

            Assert.Equal(Definition(bytes.AsSpan(0, length)), checksum);
            Assert.Equal(checksum, Crc32C.Append(0, bytes.AsSpan(0, length)));
        }
    }

    private static uint Definition(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0x82f63b78u & (0u - (crc & 1)));
            }
        }

        return ~crc;
    }
}
