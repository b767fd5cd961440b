using System.Text;

namespace LarkResources.Tests.Naming;

public sealed class MediaTypesTests
{
    public static TheoryData<string, string?> FirstBytes => new()
    {
        { "89504E470D0A1A0A", ".png" },
        { "FFD8FFE000104A464946", ".jpg" },
        { Hex("GIF89a"), ".gif" },
        { Hex("RIFF....WEBPVP8 "), ".webp" },
        { Hex("RIFF....WAVEfmt "), ".wav" },
        { Hex("RIFF....AVI LIST"), ".avi" },
        { Hex("RIFF....????"), null },
        { "424D36000C0000000000360000002800000000", ".bmp" },
        { Hex("BMW and other cars of the year"), null },
        { "49492A0008000000", ".tiff" },
        { "4D4D002A00000008", ".tiff" },
        { "00000018" + Hex("ftypheic"), ".heic" },
        { "0000001C" + Hex("ftypmif1") + "00000000" + Hex("mif1heic"), ".heic" },
        { "0000001C" + Hex("ftypmif1") + "00000000" + Hex("mif1avif"), ".avif" },
        { "0000001C" + Hex("ftypavif"), ".avif" },
        { "00000020" + Hex("ftypisom") + "00000200", ".mp4" },
        { "00000020" + Hex("ftypmp42"), ".mp4" },
        { "00000014" + Hex("ftypqt  "), ".mov" },
        { "00000008" + Hex("wide") + "00000000" + Hex("mdat"), ".mov" },
        { "0000001C" + Hex("ftypM4A "), ".m4a" },
        { "0000001C" + Hex("ftyp3gp5"), ".3gp" },
        { Hex("OggS") + "000200000000000000000000000000000000000000000113" + Hex("OpusHead"), ".opus" },
        { Hex("OggS") + "00020000000000000000000000000000000000000000011E01" + Hex("vorbis"), ".ogg" },
        { Hex("ID3") + "0400000000", ".mp3" },
        { "FFFB9064", ".mp3" },
        { "FFFBFC64", null },
        { "FFF15080", ".aac" },
        { Hex("fLaC"), ".flac" },
        { Hex("#!AMR\n<"), ".amr" },
        { Hex("#!AMR-WB\n"), ".awb" },
        { "1A45DFA39F4286810142F7810142F2810442F381084282847765626D", ".webm" },
        { "1A45DFA3A34286810142F7810142F2810442F38108428288" + Hex("matroska"), ".mkv" },
        { Hex("%PDF-1.7\n"), ".pdf" },
        { Hex("{\\rtf1\\ansi"), ".rtf" },
        { "504B0506" + new string('0', 36), ".zip" },
        { "504B0304", ".zip" },
        { "377ABCAF271C0004", ".7z" },
        { "526172211A0700", ".rar" },
        { "1F8B0800", ".gz" },
        { "FD377A585A0000", ".xz" },
        { "28B52FFD04", ".zst" },
        { new string('0', 514) + Hex("ustar") + "0030", ".tar" },
        { Compound("WordDocument"), ".doc" },
        { Compound("Workbook"), ".xls" },
        { Compound("PowerPoint Document"), ".ppt" },
        { Compound("__properties_version1.0"), ".msg" },
        { Compound("Unknown"), null },

        // A table with a letter inside: only what lies beside the root counts.
        { Compound("Workbook", inside: "WordDocument"), ".xls" },
        { "D0CF11E0A1B11AE1", null },
        { "FF0A7F", ".jxl" },
        { Hex("RF64....WAVEds64"), ".wav" },
        { Hex("FORM....AIFFCOMM"), ".aiff" },
        { Hex("FORM....AIFCFVER"), ".aiff" },
        { "0B77" + "00001440E106", ".ac3" },
        { "FFFD8000", ".mp2" },
        { "FFFB9064" + new string('0', 760) + "FFFB9064", ".mp3" },
        { "FFFB9064" + new string('1', 900), null },
        { "FFF15080" + "017FFC" + "00000000" + "FFF15080", ".aac" },
        { "FFF15080" + "017FFC" + "01010101010101", null },
        { "0000000C6A5020200D0A870A00000014" + Hex("ftypjp2 "), ".jp2" },
        { "FF4FFF51002F", ".j2k" },
        { Tar("old.txt"), ".tar" },
        { Gzip(Tar("old.txt")), ".tar.gz" },
        { "3026B2758E66CF11" + new string('0', 64) + "409E69F84D5BCF11A8FD00805F5C442B", ".wma" },
        { "3026B2758E66CF11" + new string('0', 64) + "C0EF19BC4D5BCF11A8FD00805F5C442B" + "409E69F84D5BCF11A8FD00805F5C442B", ".wmv" },
        { Ogg("80" + Hex("theora")) + Ogg("01" + Hex("vorbis")), ".ogv" },
        { Ogg("01" + Hex("vorbis")) + Ogg("80" + Hex("theora")), ".ogv" },
        { Ogg(Hex("Speex   ")), ".spx" },
        { Ogg("7F" + Hex("FLAC")), ".oga" },
        { Matroska("matroska", "02"), ".mka" },
        { Matroska("matroska", "02", "01"), ".mkv" },
        { Matroska("webm", "02"), ".weba" },
        { Matroska("webm", "01"), ".webm" },
        { "00000010" + Hex("ftypmp42") + "00000000" + Movie("soun"), ".m4a" },
        { "00000010" + Hex("ftypmp42") + "00000000" + Movie("soun", "vide"), ".mp4" },
        { "49492A00080000000100" + "12C6010004000000" + "01040000" + "00000000", ".dng" },
        { "49492A00080000000000", ".tiff" },
        { Hex("#!SILK_V3"), ".silk" },
        { "02" + Hex("#!SILK_V3"), ".silk" },
        { Hex("caff") + "00010000", ".caf" },
        { "EFBBBF" + Hex("%PDF-1.7"), ".pdf" },
        { Hex("BEGIN:VCARD\r\n"), ".vcf" },
        { Hex("<?xml version=\"1.0\"?><svg xmlns="), ".svg" },
        { Hex("<?xml version=\"1.0\"?><note/>"), null },
        { Hex("MZ") + "900003000000", null },
        { Hex("{\"a\":1}"), null },
        { Hex("plain text, nothing else"), null },
        { "", null },
        { "00", null },
    };

    [Theory]
    [MemberData(nameof(FirstBytes))]
    public void Tells_the_kind_from_the_first_bytes(string hex, string? expected) =>
        Assert.Equal(expected, MediaTypes.Sniff(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("image/png", ".png")]
    [InlineData("IMAGE/JPEG", ".jpg")]
    [InlineData("text/plain; charset=utf-8", ".txt")]
    [InlineData(" application/json ;q=1", ".json")]
    [InlineData("audio/ogg", ".ogg")]
    [InlineData("audio/opus", ".opus")]
    [InlineData("video/mp4", ".mp4")]
    [InlineData("image/heic", ".heic")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")]
    [InlineData("application/octet-stream", null)]
    [InlineData("binary/octet-stream", null)]
    [InlineData("application/x-unheard-of", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Tells_the_extension_from_the_content_type(string? contentType, string? expected) =>
        Assert.Equal(expected, MediaTypes.ExtensionFor(contentType));

    private static string Hex(string text) => Convert.ToHexString(Encoding.Latin1.GetBytes(text));

    private static string Ogg(string packet) => Hex("OggS") + "0002" + new string('0', 40) + "01" + (packet.Length / 2).ToString("X2", null) + packet;

    private static string Matroska(string type, params string[] tracks)
    {
        var entries = string.Concat(tracks.Select(track => "AE83" + "8381" + track));
        return "1A45DFA3" + Sized("4282" + Sized(Hex(type))) + "18538067" + "01FFFFFFFFFFFFFF" + "1654AE6B" + Sized(entries);

        static string Sized(string content) => (0x80 | (content.Length / 2)).ToString("X2", null) + content;
    }

    private static string Movie(params string[] handlers)
    {
        var boxes = string.Concat(handlers.Select(handler => "00000018" + Hex("hdlr") + "0000000000000000" + Hex(handler) + "00000000"));
        return (8 + (boxes.Length / 2)).ToString("X8", null) + Hex("moov") + boxes;
    }

    private static string Tar(string name)
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes(name, header);
        "0000644\0"u8.CopyTo(header.AsSpan(100));
        header.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ", header.AsSpan(148));
        return Convert.ToHexString(header);
    }

    private static string Gzip(string hex)
    {
        var stream = new MemoryStream();
        using (var packed = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest))
        {
            packed.Write(Convert.FromHexString(hex));
        }

        return Convert.ToHexString(stream.ToArray());
    }

    /// <summary>A header, and a directory of one sector: the root, a stream beside it, and one in a storage.</summary>
    private static string Compound(string stream, string inside = "x")
    {
        var bytes = new byte[1536];
        Convert.FromHexString("D0CF11E0A1B11AE1").CopyTo(bytes, 0);
        bytes[0x1E] = 9;
        BitConverter.GetBytes(1).CopyTo(bytes, 0x4C);
        (string Name, int Left, int Right, int Child)[] entries = [("Root Entry", -1, -1, 1), (stream, -1, 2, -1), ("MBD0001", -1, -1, 3), (inside, -1, -1, -1)];
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = bytes.AsSpan(512 + (index * 128), 128);
            var length = Encoding.Unicode.GetBytes(entries[index].Name, entry);
            BitConverter.TryWriteBytes(entry[64..], (short)(length + 2));
            BitConverter.TryWriteBytes(entry[68..], entries[index].Left);
            BitConverter.TryWriteBytes(entry[72..], entries[index].Right);
            BitConverter.TryWriteBytes(entry[76..], entries[index].Child);
        }

        bytes.AsSpan(1024, 512).Fill(0xFF);
        return Convert.ToHexString(bytes);
    }
}
