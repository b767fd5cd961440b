using System.Buffers.Binary;
using System.Text;

namespace LarkResources.Sandbox.Bytes;

/// <summary>Writes short MP4 clips whose frames are JPEG pictures (motion JPEG), one frame a second.</summary>
internal static class Mp4Clip
{
    private const int TimeScale = 1000;

    private static readonly byte[] UnityMatrix =
        [.. Int(0x10000), .. new byte[12], .. Int(0x10000), .. new byte[12], .. Int(0x40000000)];

    public static byte[] OfPictures(int width, int height, params byte[][] frames)
    {
        var type = Box("ftyp", "qt  "u8.ToArray(), Int(0x200), "qt  isom"u8.ToArray());

        // The offset of the frames stands inside the box before them; its size does not depend on the value.
        var index = Movie(width, height, frames, 0);
        index = Movie(width, height, frames, type.Length + index.Length + 8);
        return [.. type, .. index, .. Box("mdat", frames)];
    }

    private static byte[] Movie(int width, int height, byte[][] frames, int firstFrame)
    {
        var duration = Int(frames.Length * TimeScale);
        var samples = Box(
            "stbl",
            Box("stsd", Int(0), Int(1), Picture(width, height)),
            Box("stts", Int(0), Int(1), Int(frames.Length), Int(TimeScale)),
            Box("stsc", Int(0), Int(1), Int(1), Int(frames.Length), Int(1)),
            Box("stsz", [Int(0), Int(0), Int(frames.Length), .. frames.Select(frame => Int(frame.Length))]),
            Box("stco", Int(0), Int(1), Int(firstFrame)));
        var information = Box(
            "minf",
            Box("vmhd", Int(1), new byte[8]),
            Box("dinf", Box("dref", Int(0), Int(1), Box("url ", Int(1)))),
            samples);
        var media = Box(
            "mdia",
            Box("mdhd", Int(0), Int(0), Int(0), Int(TimeScale), duration, Int(0x55C40000)),
            Box("hdlr", Int(0), Int(0), "vide"u8.ToArray(), new byte[12], "Video\0"u8.ToArray()),
            information);
        var header = Box("tkhd", Int(7), Int(0), Int(0), Int(1), Int(0), duration, new byte[16], UnityMatrix, Int(width << 16), Int(height << 16));
        return Box(
            "moov",
            Box("mvhd", Int(0), Int(0), Int(0), Int(TimeScale), duration, Int(0x10000), Int(0x01000000), new byte[8], UnityMatrix, new byte[24], Int(2)),
            Box("trak", header, media));
    }

    private static byte[] Picture(int width, int height) =>
        Box(
            "jpeg",
            [0, 0, 0, 0, 0, 0, 0, 1],
            new byte[16],
            [(byte)(width >> 8), (byte)width, (byte)(height >> 8), (byte)height],
            Int(0x480000),
            Int(0x480000),
            Int(0),
            [0, 1],
            new byte[32],
            [0, 24, 0xFF, 0xFF]);

    private static byte[] Box(string name, params byte[][] parts) =>
        [.. Int(8 + parts.Sum(part => part.Length)), .. Encoding.ASCII.GetBytes(name), .. parts.SelectMany(part => part)];

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
