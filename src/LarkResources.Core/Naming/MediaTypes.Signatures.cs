using System.Text;

namespace LarkResources.Naming;

/// <content>The kind of a file from its first bytes.</content>
/// <remarks>Programs and scripts are left out on purpose: an attachment never becomes executable by the name this module gives it.</remarks>
internal static partial class MediaTypes
{
    /// <summary>The extension, with its dot, that the first bytes show; null when they show none.</summary>
    internal static string? Sniff(ReadOnlySpan<byte> bytes) =>
        SniffPicture(bytes) ?? SniffContainer(bytes) ?? SniffSound(bytes) ?? SniffDocument(bytes) ?? SniffArchive(bytes);

    private static string? SniffPicture(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ".png",
        [0xFF, 0xD8, 0xFF, ..] => ".jpg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ".gif",
        [(byte)'I', (byte)'I', 0x2A, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A, ..] => ".tiff",
        [0, 0, 1, 0, > 0 and < 32, 0, ..] => ".ico",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, 1, ..] => ".psd",
        [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => ".jxl",

        // Two letters alone would make a bitmap of much text: look at the header size too.
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, _, _, 12 or 40 or 52 or 56 or 64 or 108 or 124, 0, 0, 0, ..] => ".bmp",
        _ => null,
    };

    private static string? SniffContainer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
        {
            return null;
        }

        if (bytes.StartsWith("RIFF"u8))
        {
            return Encoding.ASCII.GetString(bytes.Slice(8, 4)) switch { "WEBP" => ".webp", "WAVE" => ".wav", "AVI " => ".avi", _ => null };
        }

        return bytes.Slice(4, 4) switch
        {
            var box when box.SequenceEqual("ftyp"u8) => FromBrands(bytes),
            var box when box.SequenceEqual("moov"u8) || box.SequenceEqual("wide"u8) || box.SequenceEqual("mdat"u8) => ".mov",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) => Holds(bytes, "webm"u8, 64) ? ".webm" : ".mkv",
            _ when bytes.StartsWith("FLV\x01"u8) => ".flv",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) => ".wmv",
            _ => null,
        };
    }

    private static string? FromBrands(ReadOnlySpan<byte> bytes)
    {
        var major = Encoding.Latin1.GetString(bytes.Slice(8, 4));
        switch (major)
        {
            case "avif" or "avis":
                return ".avif";
            case "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx":
                return ".heic";
            case "mif1" or "msf1":
                // The general picture brand: the compatible brands say how it is coded.
                return Holds(bytes, "avif"u8, 64) ? ".avif" : Holds(bytes, "hei"u8, 64) ? ".heic" : ".heif";
            case "qt  ":
                return ".mov";
            case "M4A " or "M4B " or "M4P ":
                return ".m4a";
            default:
                return major[..3] switch { "3gp" => ".3gp", "3g2" => ".3g2", "M4V" => ".m4v", "jxl" => ".jxl", "crx" => null, _ => ".mp4" };
        }
    }

    private static string? SniffSound(ReadOnlySpan<byte> bytes) => bytes switch
    {
        // A voice message is Opus in an Ogg container.
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => Holds(bytes, "OpusHead"u8, 64) ? ".opus" : ".ogg",
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => ".flac",
        [(byte)'I', (byte)'D', (byte)'3', < 0xFF, ..] => ".mp3",
        [0xFF, 0xF0 or 0xF1 or 0xF8 or 0xF9, ..] => ".aac",

        // MPEG audio frame, layer III: neither the bit rate nor the sampling rate is the forbidden value.
        [0xFF, 0xFA or 0xFB or 0xF2 or 0xF3 or 0xE2 or 0xE3, > 0x0F and < 0xF0 and var rates, ..] when (rates & 0x0C) != 0x0C => ".mp3",
        [(byte)'M', (byte)'T', (byte)'h', (byte)'d', ..] => ".mid",
        _ when bytes.StartsWith("#!AMR-WB\n"u8) => ".awb",
        _ when bytes.StartsWith("#!AMR\n"u8) => ".amr",
        _ => null,
    };

    private static string? SniffDocument(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("%PDF-"u8))
        {
            return ".pdf";
        }

        if (bytes.StartsWith("{\\rtf"u8))
        {
            return ".rtf";
        }

        if (!bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
        {
            return null;
        }

        // The old Office formats are told apart by a stream name in the directory, if that lies within the bytes at hand.
        return HoldsUtf16(bytes, "WordDocument") ? ".doc"
            : HoldsUtf16(bytes, "Workbook") || HoldsUtf16(bytes, "Book") ? ".xls"
            : HoldsUtf16(bytes, "PowerPoint Document") ? ".ppt"
            : HoldsUtf16(bytes, "__substg1.0_") || HoldsUtf16(bytes, "__nameid_version1.0") ? ".msg"
            : null;
    }

    private static string? SniffArchive(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => ZipKind.Of(bytes),
        [(byte)'P', (byte)'K', 5, 6, ..] => ".zip",
        [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => ".7z",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1A, 7, ..] => ".rar",
        [0x1F, 0x8B, 8, ..] => ".gz",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, ..] => ".bz2",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => ".xz",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => ".zst",
        _ when bytes.Length > 262 && bytes.Slice(257, 5).SequenceEqual("ustar"u8) => ".tar",
        _ => null,
    };

    private static bool Holds(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> text, int within) =>
        bytes[..Math.Min(bytes.Length, within)].IndexOf(text) >= 0;

    private static bool HoldsUtf16(ReadOnlySpan<byte> bytes, string text) => bytes.IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
