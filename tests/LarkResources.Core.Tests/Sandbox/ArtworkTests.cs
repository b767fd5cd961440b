using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LarkResources.Tests.Sandbox;

/// <summary>The made files are what their types say; each check reads the format anew instead of asking the code that wrote it.</summary>
public sealed class ArtworkTests : TenantTests
{
    [Theory]
    [InlineData("om_sandbox_image", "img_v3_sandbox_chart", 320, 200)]
    [InlineData("om_sandbox_video", "img_v3_sandbox_cover", 320, 180)]
    [InlineData("om_sandbox_receipt_60", "img_v3_sandbox_receipt_60", 160, 120)]
    public async Task Png_chunks_and_pixels_are_complete(string message, string key, int width, int height)
    {
        var png = await BytesAsync(message, key, "image");
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var names = new List<string>();
        byte[] data = [];
        for (var offset = 8; offset < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(offset));
            names.Add(Encoding.ASCII.GetString(png, offset + 4, 4));
            Assert.Equal(Crc(png.AsSpan(offset + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(offset + 8 + length)));
            data = names[^1] == "IDAT" ? png[(offset + 8)..(offset + 8 + length)] : data;
            offset += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], names);
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        using var pixels = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        await zlib.CopyToAsync(pixels);
        Assert.Equal(height * (1 + (3 * width)), pixels.Length);
    }

    [Fact]
    public async Task Pdf_cross_references_point_at_their_objects()
    {
        var pdf = Encoding.ASCII.GetString(await BytesAsync(SandboxWorld.ReportMessageId, SandboxWorld.ReportKey));
        Assert.StartsWith("%PDF-1.4\n", pdf, StringComparison.Ordinal);
        var tail = pdf[(pdf.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n');
        Assert.Equal("%%EOF", tail[1]);
        var table = pdf[int.Parse(tail[0], CultureInfo.InvariantCulture)..].Split('\n');
        Assert.Equal("xref", table[0]);
        var count = int.Parse(table[1].Split(' ')[1], CultureInfo.InvariantCulture);
        for (var number = 1; number < count; number++)
        {
            var line = table[2 + number];
            Assert.Equal(19, line.Length);
            Assert.StartsWith($"{number} 0 obj\n", pdf[int.Parse(line[..10], CultureInfo.InvariantCulture)..], StringComparison.Ordinal);
        }

        var stream = pdf.IndexOf("stream\n", StringComparison.Ordinal) + 7;
        var stated = int.Parse(pdf[(pdf.IndexOf("/Length ", StringComparison.Ordinal) + 8)..].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.StartsWith("\nendstream", pdf[(stream + stated)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jpeg_segments_lead_to_the_scan_and_the_end()
    {
        var jpeg = await BytesAsync(SandboxWorld.PhotoMessageId, SandboxWorld.PhotoKey, "image");
        Assert.Equal([0xFF, 0xD8], jpeg[..2]);
        Assert.Equal([0xFF, 0xD9], jpeg[^2..]);
        var markers = new List<byte>();
        for (var offset = 2; markers.LastOrDefault() != 0xDA; offset += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(offset + 2)))
        {
            Assert.Equal(0xFF, jpeg[offset]);
            markers.Add(jpeg[offset + 1]);
        }

        Assert.Equal([0xE0, 0xDB, 0xC0, 0xC4, 0xC4, 0xDA], markers);
    }

    [Fact]
    public async Task Ogg_pages_have_right_checksums()
    {
        var ogg = await BytesAsync(SandboxWorld.VoiceMessageId, SandboxWorld.VoiceKey);
        var pages = 0;
        for (var offset = 0; offset < ogg.Length; pages++)
        {
            Assert.Equal("OggS"u8.ToArray(), ogg[offset..(offset + 4)]);
            var segments = ogg[offset + 26];
            var length = 27 + segments + ogg.AsSpan(offset + 27, segments).ToArray().Sum(size => size);
            var page = ogg[offset..(offset + length)];
            var stated = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(22));
            page.AsSpan(22, 4).Clear();
            Assert.Equal(OggCrc(page), stated);
            offset += length;
        }

        Assert.Equal(3, pages);
        Assert.Equal("OpusHead"u8.ToArray(), ogg[28..36]);
    }

    [Fact]
    public async Task Mp4_boxes_nest_and_the_frames_are_where_the_index_says()
    {
        var mp4 = await BytesAsync(SandboxWorld.VideoMessageId, SandboxWorld.VideoKey);
        Assert.Equal(["ftyp", "moov", "mdat"], Boxes(mp4, 0, mp4.Length).Select(box => box.Name));
        var (from, to) = (0, mp4.Length);
        foreach (var name in new[] { "moov", "trak", "mdia", "minf", "stbl", "stco" })
        {
            var box = Boxes(mp4, from, to).Single(box => box.Name == name);
            (from, to) = (box.Start + 8, box.Start + box.Length);
        }

        var frame = BinaryPrimitives.ReadInt32BigEndian(mp4.AsSpan(from + 8));
        Assert.Equal([0xFF, 0xD8, 0xFF, 0xE0], mp4[frame..(frame + 4)]);
    }

    private static IEnumerable<(string Name, int Start, int Length)> Boxes(byte[] file, int from, int to)
    {
        while (from < to)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(from));
            yield return (Encoding.ASCII.GetString(file, from + 4, 4), from, length);
            from += length;
        }

        Assert.Equal(to, from);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        // Bit by bit over the reversed message, as the PNG specification's definition has it.
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var carry = ((crc ^ (uint)(value >> bit)) & 1) != 0;
                crc = (crc >> 1) ^ (carry ? 0xEDB88320 : 0);
            }
        }

        return ~crc;
    }

    private static uint OggCrc(ReadOnlySpan<byte> data)
    {
        var crc = 0u;
        foreach (var value in data)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                var carry = ((crc >> 31) ^ (uint)((value >> bit) & 1)) != 0;
                crc = (crc << 1) ^ (carry ? 0x04C11DB7u : 0);
            }
        }

        return crc;
    }
}
