using LarkResources.Sandbox.Bytes;

namespace LarkResources.Sandbox.World;

/// <summary>The pictures and documents of the tenant, drawn when asked for.</summary>
internal static class Artwork
{
    private static readonly Rgb Paper = new(250, 250, 246);
    private static readonly Rgb Blue = new(51, 112, 255);

    public static byte[] Chart() => PngImage.BarChart(320, 200, Paper, Blue, 35, 60, 48, 82, 71, 95);

    public static byte[] Cover() => PngImage.BarChart(320, 180, new Rgb(30, 34, 42), new Rgb(255, 136, 0), 20, 40, 60, 80, 100);

    public static byte[] Receipt(int number) =>
        PngImage.BarChart(160, 120, Paper, new Rgb((byte)(40 + (number * 3)), (byte)(200 - (number * 2)), 120), 100 - number, 20 + number, 50);

    public static byte[] Photo() => JpegImage.Mosaic(20, 15, Landscape);

    public static byte[] Report() =>
        PdfDocument.OnePage("Report, third quarter of 2026", "Revenue 12.4 million", "Costs 9.1 million", "Made for the sandbox; no real figures.");

    public static byte[] Clip() =>
        Mp4Clip.OfPictures(
            160,
            120,
            [.. Enumerable.Range(0, 3).Select(frame => JpegImage.Mosaic(20, 15, (x, y) => Landscape(x, y + (frame * 2))))]);

    /// <summary>A small picture that no other number has.</summary>
    public static byte[] Tiles(uint number) => JpegImage.Mosaic(8, 6, (x, y) =>
    {
        var mixed = Dice.Mix(number + ((ulong)((y * 8) + x) << 32));
        return new Rgb((byte)mixed, (byte)(mixed >> 8), (byte)(mixed >> 16));
    });

    private static Rgb Landscape(int x, int y)
    {
        var hill = 9 + (int)Math.Round(2 * Math.Sin(x / 3.0));
        var sun = Math.Abs(x - 15) <= 1 && Math.Abs(y - 3) <= 1;
        return sun ? new Rgb(255, 210, 60) : y < hill ? new Rgb((byte)(120 + (y * 8)), (byte)(180 + (y * 4)), 250) : new Rgb(60, (byte)Math.Max(40, 220 - (y * 8)), 70);
    }
}
