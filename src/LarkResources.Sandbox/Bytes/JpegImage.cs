namespace LarkResources.Sandbox.Bytes;

/// <summary>Draws mosaics as baseline JPEG files: one colour for each square of 8 by 8 pixels.</summary>
/// <remarks>
/// Flat squares need only the DC coefficient, and with a quantiser of 8 that coefficient is the colour itself. So a small
/// but complete encoder fits here: twelve codes of four bits for the DC sizes, and one code of one bit for "rest is zero".
/// </remarks>
internal static class JpegImage
{
    public static byte[] Mosaic(int columns, int rows, Func<int, int, Rgb> colourOf)
    {
        var file = new List<byte> { 0xFF, 0xD8 };
        Segment(file, 0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]);
        int width = columns * 8, height = rows * 8;
        Segment(
            file,
            0xC0,
            [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        Segment(file, 0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(size => (byte)size)]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        Segment(file, 0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
        Scan(file, columns, rows, colourOf);
        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    private static void Segment(List<byte> file, byte marker, byte[] data)
    {
        var length = data.Length + 2;
        file.AddRange([0xFF, marker, (byte)(length >> 8), (byte)length]);
        file.AddRange(data);
    }

    private static void Scan(List<byte> file, int columns, int rows, Func<int, int, Rgb> colourOf)
    {
        var bits = new BitWriter(file);
        var previous = new int[3];
        for (var square = 0; square < columns * rows; square++)
        {
            var (r, g, b) = colourOf(square % columns, square / columns);
            int[] levels =
            [
                (int)Math.Round((0.299 * r) + (0.587 * g) + (0.114 * b)) - 128,
                (int)Math.Round((-0.1687 * r) - (0.3313 * g) + (0.5 * b)),
                (int)Math.Round((0.5 * r) - (0.4187 * g) - (0.0813 * b)),
            ];
            for (var component = 0; component < 3; component++)
            {
                var difference = levels[component] - previous[component];
                previous[component] = levels[component];
                var size = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(difference));
                bits.Write(size, 4);
                bits.Write(difference < 0 ? difference + (1 << size) - 1 : difference, size);
                bits.Write(0, 1);
            }
        }

        bits.Pad();
    }

    private sealed class BitWriter(List<byte> file)
    {
        private int pending;
        private int count;

        public void Write(int value, int width)
        {
            for (var bit = width - 1; bit >= 0; bit--)
            {
                pending = (pending << 1) | ((value >> bit) & 1);
                if (++count == 8)
                {
                    Emit();
                }
            }
        }

        public void Pad()
        {
            while (count != 0)
            {
                Write(1, 1);
            }
        }

        private void Emit()
        {
            file.Add((byte)pending);
            if ((byte)pending == 0xFF)
            {
                file.Add(0);
            }

            (pending, count) = (0, 0);
        }
    }
}
