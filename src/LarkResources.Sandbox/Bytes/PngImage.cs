using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LarkResources.Sandbox.Bytes;

/// <summary>Draws bar charts and plain cards as PNG files.</summary>
internal static class PngImage
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A bar chart; each bar's height is a percentage.</summary>
    public static byte[] BarChart(int width, int height, Rgb background, Rgb bar, params int[] percentages)
    {
        var pixels = new Rgb[width * height];
        Array.Fill(pixels, background);
        const int margin = 16;
        var slot = (width - (2 * margin)) / percentages.Length;
        for (var i = 0; i < percentages.Length; i++)
        {
            var tall = (height - (2 * margin)) * percentages[i] / 100;
            var left = margin + (i * slot) + (slot / 6);
            Fill(pixels, width, left, height - margin - tall, slot * 2 / 3, tall, bar);
        }

        Fill(pixels, width, margin, height - margin, width - (2 * margin), 2, new Rgb(60, 60, 70));
        return Encode(width, height, pixels);
    }

    private static void Fill(Rgb[] pixels, int width, int left, int top, int wide, int tall, Rgb colour)
    {
        for (var y = top; y < top + tall; y++)
        {
            pixels.AsSpan((y * width) + left, wide).Fill(colour);
        }
    }

    private static byte[] Encode(int width, int height, Rgb[] pixels)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compress(width, height, pixels));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(int width, int height, Rgb[] pixels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + (width * 3)];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var pixel = pixels[(y * width) + x];
                    (row[1 + (x * 3)], row[2 + (x * 3)], row[3 + (x * 3)]) = (pixel.R, pixel.G, pixel.B);
                }

                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Png(chunk.AsSpan(4, 4 + data.Length)));
        file.Write(chunk);
    }
}
