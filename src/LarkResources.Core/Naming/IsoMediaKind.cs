using System.Buffers.Binary;
using System.Text;

namespace LarkResources.Naming;

/// <summary>What a file of boxes is (ISO base media: MP4, QuickTime, HEIF): by its brands, and where those are general, by its tracks.</summary>
internal static class IsoMediaKind
{
    private const int MostBoxes = 64;

    /// <summary>The extension, or null for a brand of which nothing is known.</summary>
    internal static string? Of(ReadOnlySpan<byte> bytes)
    {
        var major = Encoding.Latin1.GetString(bytes.Slice(8, 4));
        switch (major)
        {
            case "avif" or "avis":
                return ".avif";
            case "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx":
                return ".heic";
            case "mif1" or "msf1" or "miaf":
                // The general picture brand: the compatible brands say how it is coded.
                var brands = bytes[..Math.Min(bytes.Length, (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), 256))];
                return brands.IndexOf("avif"u8) >= 0 || brands.IndexOf("avis"u8) >= 0 ? ".avif" : brands.IndexOf("hei"u8) >= 0 || brands.IndexOf("hev"u8) >= 0 ? ".heic" : ".heif";
            case "qt  " or "mqt ":
                return ".mov";
            case "M4A " or "M4P ":
                return ".m4a";
            case "M4B ":
                return ".m4b";
            case "crx ":
                return ".cr3";
            case "F4V ":
                return ".f4v";
            default:
                // Recorders of phones write sound alone under the brands of video.
                return major[..3] switch { "3gp" => ".3gp", "3g2" => ".3g2", "M4V" => ".m4v", "jxl" => ".jxl", _ => HasSoundOnly(bytes) ? ".m4a" : ".mp4" };
        }
    }

    private static bool HasSoundOnly(ReadOnlySpan<byte> bytes)
    {
        long at = 0;
        for (var boxes = 0; boxes < MostBoxes && at + 16 <= bytes.Length; boxes++)
        {
            var box = bytes[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(box);
            length = length == 1 ? (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(box[8..]), long.MaxValue / 2) : length;
            if (box[4..].StartsWith("moov"u8))
            {
                return length <= box.Length && HasHandler(box[..(int)length], "soun"u8) && !HasHandler(box[..(int)length], "vide"u8);
            }

            if (length < 8)
            {
                return false;
            }

            at += length;
        }

        return false;
    }

    /// <summary>A handler box: length, "hdlr", version, four bytes, then the kind of the track.</summary>
    private static bool HasHandler(ReadOnlySpan<byte> box, ReadOnlySpan<byte> kind)
    {
        for (int at = 0, found; (found = box[at..].IndexOf("hdlr"u8)) >= 0; at += found + 4)
        {
            if (box[(at + found)..] is { Length: >= 16 } handler && handler.Slice(12, 4).SequenceEqual(kind))
            {
                return true;
            }
        }

        return false;
    }
}
