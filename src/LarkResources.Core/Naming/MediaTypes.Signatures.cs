using System.IO.Compression;
using System.Text;

namespace LarkResources.Naming;

/// <content>The kind of a file from its first bytes.</content>
/// <remarks>Programs and scripts are left out on purpose: an attachment never becomes executable by the name this module gives it.</remarks>
internal static partial class MediaTypes
{
    /// <summary>Enough for the kinds whose signature is at the front, with the headers of their streams.</summary>
    private const int Front = 64 << 10;

    /// <summary>Where a tar archive has its mark, and where the descriptor of a disc image does.</summary>
    private const int TarHeader = 512;
    private const int DiscDescriptor = 0x8001;

    /// <summary>How many of the first bytes are worth waiting for, once a few are there: some kinds say at their end what they are.</summary>
    internal static int BytesThatTell(ReadOnlySpan<byte> first) =>
        first.StartsWith("PK"u8) || first.StartsWith(CompoundFile) || (first.Length > 8 && first[4..].StartsWith("ftyp"u8)) ? int.MaxValue : Front;

    /// <summary>The extension, with its dot, that the first bytes show; null when they show none.</summary>
    internal static string? Sniff(ReadOnlySpan<byte> bytes) =>
        SniffPicture(bytes) ?? SniffContainer(bytes) ?? SniffSound(bytes) ?? SniffDocument(bytes) ?? SniffArchive(bytes) ?? SniffText(bytes);

    private static ReadOnlySpan<byte> CompoundFile => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    private static string? SniffPicture(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ".png",
        [0xFF, 0xD8, 0xFF, ..] => ".jpg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ".gif",
        [(byte)'I', (byte)'I', 0x2A, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A, ..] => TiffKind.Of(bytes),
        [(byte)'I', (byte)'I', 0x2B, 0, 8, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2B, 0, 8, ..] => ".tiff",
        [(byte)'I', (byte)'I', 0xBC, 1, ..] => ".jxr",
        [0, 0, 1, 0, > 0 and < 32, 0, ..] => ".ico",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, 1, ..] => ".psd",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, 2, ..] => ".psb",
        [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] or [0xFF, 0x0A, ..] => ".jxl",
        [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A, ..] => Holds(bytes, "ftypjpx"u8, 32) ? ".jpx" : Holds(bytes, "ftypjpm"u8, 32) ? ".jpm" : ".jp2",
        [0xFF, 0x4F, 0xFF, 0x51, ..] => ".j2k",
        [0xD7, 0xCD, 0xC6, 0x9A, ..] => ".wmf",
        [1, 0, 0, 0, ..] when bytes.Length >= 44 && bytes[40..].StartsWith(" EMF"u8) => ".emf",
        [0x76, 0x2F, 0x31, 0x01, ..] => ".exr",

        // Two letters alone would make a bitmap of much text: look at the header size too.
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, _, _, 12 or 40 or 52 or 56 or 64 or 108 or 124, 0, 0, 0, ..] => ".bmp",
        _ when bytes.StartsWith("gimp xcf"u8) => ".xcf",
        _ when bytes.StartsWith("icns"u8) && bytes.Length > 8 => ".icns",
        _ when bytes.StartsWith("qoif"u8) => ".qoi",
        _ when bytes.StartsWith("DDS \x7C\0"u8) => ".dds",
        _ when bytes.StartsWith("FUJIFILMCCD-RAW"u8) => ".raf",
        _ when bytes.Length > 132 && bytes[128..].StartsWith("DICM"u8) => ".dcm",
        _ => null,
    };

    private static string? SniffContainer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
        {
            return null;
        }

        if (bytes.StartsWith("RIFF"u8) || bytes.StartsWith("RF64"u8) || bytes.StartsWith("BW64"u8))
        {
            return Encoding.ASCII.GetString(bytes.Slice(8, 4)) switch { "WEBP" => ".webp", "WAVE" => ".wav", "AVI " => ".avi", "RMID" => ".mid", _ => null };
        }

        return bytes.Slice(4, 4) switch
        {
            var box when box.SequenceEqual("ftyp"u8) => IsoMediaKind.Of(bytes),
            var box when box.SequenceEqual("moov"u8) || box.SequenceEqual("wide"u8) || box.SequenceEqual("mdat"u8) || box.SequenceEqual("pnot"u8) => ".mov",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) => MatroskaKind.Of(bytes),
            _ when bytes.StartsWith("FLV\x01"u8) => ".flv",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) => FromStreams(bytes),
            _ when bytes.StartsWith(".RMF\0\0"u8) => ".rm",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xBA]) || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xB3]) => ".mpg",
            _ when IsTransportStream(bytes, 0, 188) => ".ts",
            _ when IsTransportStream(bytes, 4, 192) => ".m2ts",
            _ => null,
        };
    }

    /// <summary>Windows Media: the header lists the streams by kind.</summary>
    private static string FromStreams(ReadOnlySpan<byte> bytes)
    {
        var hasVideo = Holds(bytes, [0xC0, 0xEF, 0x19, 0xBC, 0x4D, 0x5B, 0xCF, 0x11, 0xA8, 0xFD, 0, 0x80, 0x5F, 0x5C, 0x44, 0x2B], Front);
        return !hasVideo && Holds(bytes, [0x40, 0x9E, 0x69, 0xF8, 0x4D, 0x5B, 0xCF, 0x11, 0xA8, 0xFD, 0, 0x80, 0x5F, 0x5C, 0x44, 0x2B], Front) ? ".wma" : ".wmv";
    }

    private static bool IsTransportStream(ReadOnlySpan<byte> bytes, int first, int packet) =>
        bytes.Length > first + (2 * packet) && bytes[first] == 0x47 && bytes[first + packet] == 0x47 && bytes[first + (2 * packet)] == 0x47;

    private static string? SniffSound(ReadOnlySpan<byte> bytes) => bytes switch
    {
        // A voice message is Opus in an Ogg container.
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => OggKind.Of(bytes),
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => ".flac",
        [(byte)'I', (byte)'D', (byte)'3', < 0xFF, ..] => ".mp3",
        [(byte)'M', (byte)'T', (byte)'h', (byte)'d', ..] => ".mid",
        [(byte)'F', (byte)'O', (byte)'R', (byte)'M', _, _, _, _, (byte)'A', (byte)'I', (byte)'F', (byte)'F' or (byte)'C', ..] => ".aiff",
        _ when bytes.StartsWith("#!AMR-WB\n"u8) => ".awb",
        _ when bytes.StartsWith("#!AMR\n"u8) => ".amr",

        // Voice messages of another chat program have one byte before the mark.
        _ when bytes.StartsWith("#!SILK_V3"u8) || bytes.StartsWith("\x02#!SILK_V3"u8) => ".silk",
        _ when bytes.StartsWith("caff\0\x01"u8) => ".caf",
        _ when bytes.StartsWith("MAC "u8) && bytes.Length > 8 => ".ape",
        _ when bytes.StartsWith("wvpk"u8) => ".wv",
        _ when bytes.StartsWith("DSD \x1C\0\0\0"u8) => ".dsf",
        _ when bytes.StartsWith(".snd\0\0\0"u8) => ".au",
        _ => MpegAudioKind.Of(bytes),
    };

    private static string? SniffDocument(ReadOnlySpan<byte> bytes) => bytes switch
    {
        _ when WithoutMark(bytes).StartsWith("%PDF-"u8) => ".pdf",
        _ when bytes.StartsWith("{\\rtf"u8) => ".rtf",
        _ when bytes.StartsWith(CompoundFile) => CompoundFileKind.Of(bytes),
        _ when bytes.StartsWith("AT&TFORM"u8) => ".djvu",
        _ when bytes.Length > 68 && bytes[60..].StartsWith("BOOKMOBI"u8) => ".mobi",
        _ when bytes.StartsWith("SQLite format 3\0"u8) => ".sqlite",
        _ when bytes.StartsWith("PAR1"u8) && bytes.Length > 8 => ".parquet",
        [(byte)'A', (byte)'C', (byte)'1', (byte)'0', >= (byte)'0' and <= (byte)'9', >= (byte)'0' and <= (byte)'9', 0, ..] => ".dwg",
        _ when bytes.StartsWith("wOFF"u8) => ".woff",
        _ when bytes.StartsWith("wOF2"u8) => ".woff2",
        _ when bytes.StartsWith("OTTO\0"u8) => ".otf",
        [0, 1, 0, 0, 0, > 0 and < 64, ..] when Holds(bytes, "head"u8, 1024) && Holds(bytes, "cmap"u8, 1024) => ".ttf",
        _ => null,
    };

    private static string? SniffArchive(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => ZipKind.Of(bytes),
        [(byte)'P', (byte)'K', 5, 6, ..] => ".zip",
        [(byte)'P', (byte)'K', (byte)'0', (byte)'0', (byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 7, 8, (byte)'P', (byte)'K', 3, 4, ..] => ".zip",
        [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => ".7z",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1A, 7, ..] => ".rar",
        [0x1F, 0x8B, 8, ..] => HoldsTar(bytes) ? ".tar.gz" : ".gz",
        [0x1F, 0x9D, ..] => ".Z",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, ..] => ".bz2",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => ".xz",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => ".zst",
        [0x04, 0x22, 0x4D, 0x18, ..] => ".lz4",
        [_, _, (byte)'-', (byte)'l', (byte)'h', _, (byte)'-', ..] => ".lzh",
        _ when bytes.StartsWith("LZIP\x01"u8) => ".lz",
        _ when bytes.StartsWith("MSCF\0\0\0\0"u8) => ".cab",
        _ when bytes.StartsWith("MSWIM\0\0\0"u8) => ".wim",
        _ when bytes.StartsWith("070701"u8) || bytes.StartsWith("070707"u8) => ".cpio",
        _ when IsTar(bytes) => ".tar",
        _ when bytes.Length > DiscDescriptor + 5 && bytes[DiscDescriptor..].StartsWith("CD001"u8) => ".iso",
        _ => null,
    };

    /// <summary>Contacts, appointments and drawings are text, but begin like nothing else.</summary>
    private static string? SniffText(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(WithoutMark(bytes)[..Math.Min(WithoutMark(bytes).Length, 1024)]).TrimStart();
        return text.StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase) ? ".vcf"
            : text.StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) ? ".ics"
            : text.StartsWith("<svg", StringComparison.Ordinal) || (text.StartsWith("<?xml", StringComparison.Ordinal) && text.Contains("<svg", StringComparison.Ordinal)) ? ".svg"
            : null;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;

    /// <summary>The sum over the header is in it, in octal digits: archives older than the mark "ustar" have it too.</summary>
    private static bool IsTar(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 262 && bytes.Slice(257, 5).SequenceEqual("ustar"u8))
        {
            return true;
        }

        if (bytes.Length < TarHeader || bytes[0] is 0)
        {
            return false;
        }

        var (sum, written) = (0, 0);
        for (var at = 0; at < TarHeader; at++)
        {
            var isOfSum = at is >= 148 and < 156;
            sum += isOfSum ? ' ' : bytes[at];
            written = isOfSum && bytes[at] is >= (byte)'0' and <= (byte)'7' ? (written * 8) + bytes[at] - '0' : written;
        }

        return sum == written;
    }

    private static bool HoldsTar(ReadOnlySpan<byte> bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes[..Math.Min(bytes.Length, Front)].ToArray()), CompressionMode.Decompress);
        var header = new byte[TarHeader];
        try
        {
            return IsTar(header.AsSpan(0, stream.ReadAtLeast(header, TarHeader, throwOnEndOfStream: false)));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool Holds(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> text, int within) =>
        bytes[..Math.Min(bytes.Length, within)].IndexOf(text) >= 0;
}
