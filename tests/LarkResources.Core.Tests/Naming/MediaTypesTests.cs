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

        // Pictures.
        { "4D4D002B00080000", ".tiff" },
        { "4949BC01", ".jxr" },
        { "000001000100", ".ico" },
        { "000001001F00", ".ico" },
        { "000001000000", null },
        { "000001002000", null },
        { Hex("8BPS") + "0001", ".psd" },
        { Hex("8BPS") + "0002", ".psb" },
        { "0000000C4A584C20", ".jxl" },
        { "0000000C6A5020200D0A870A00000014" + Hex("ftypjpx "), ".jpx" },
        { "0000000C6A5020200D0A870A00000014" + Hex("ftypjpm "), ".jpm" },
        { "D7CDC69A", ".wmf" },
        { "01000000" + Zeros(36) + Hex(" EMF"), ".emf" },
        { "01000000" + Zeros(36) + Hex(" EM"), null },
        { "762F3101", ".exr" },
        { Hex("gimp xcf"), ".xcf" },
        { Hex("icns") + "0000000000", ".icns" },
        { Hex("icns") + "00000000", null },
        { Hex("qoif"), ".qoi" },
        { Hex("DDS |") + "00", ".dds" },
        { Hex("FUJIFILMCCD-RAW"), ".raf" },
        { Zeros(128) + Hex("DICM") + "02", ".dcm" },
        { Zeros(128) + Hex("DICM"), null },
        { "49492A0010000000" + Hex("CR"), ".cr2" },
        { "4D4D002A00000008" + "0002" + "0100" + Zeros(10) + "C612" + Zeros(10), ".dng" },
        { "4D4D002A00000008" + "0001" + "0100" + Zeros(10) + "C612" + Zeros(10), ".tiff" },
        { "49492A00", ".tiff" },
        { "0000001C" + Hex("ftypmif1") + "00000000" + Hex("mif1hevc"), ".heic" },
        { "0000001C" + Hex("ftypmif1") + "00000000" + Hex("mif1avis"), ".avif" },
        { "00000018" + Hex("ftypmif1") + "00000000" + Hex("mif1miaf"), ".heif" },
        { "00000018" + Hex("ftypmif1") + "00000000" + Hex("mif1miaf") + Hex("....avif"), ".heif" },

        // Video and sound.
        { Hex("FLV") + "01" + Zeros(8), ".flv" },
        { Hex(".RMF") + Zeros(8), ".rm" },
        { "000001BA" + Zeros(8), ".mpg" },
        { "000001B3" + Zeros(8), ".mpg" },
        { Packets(0, 188, 377), ".ts" },
        { Packets(0, 188, 376), null },
        { Packets(4, 192, 389), ".m2ts" },
        { Packets(0, 100, 377), null },
        { "47" + Zeros(187) + "47" + Zeros(188), null },
        { Hex("MThd"), ".mid" },
        { Hex("RIFF....RMIDdata"), ".mid" },
        { Hex("ID3") + "FF00000000", null },
        { Hex("MAC ") + "0000000000", ".ape" },
        { Hex("MAC ") + "00000000", null },
        { Hex("wvpk"), ".wv" },
        { Hex("DSD ") + "1C000000", ".dsf" },
        { Hex(".snd") + "000000", ".au" },
        { Ogg(Hex("OpusHead")) + Ogg("01" + Hex("vorbis")), ".ogg" },
        { Ogg(Hex("OpusHead")) + Ogg("80" + Hex("theora")).Replace("4F6767530002", "4F6767530000", StringComparison.Ordinal), ".opus" },
        { Ogg(Hex("fishead")) + Ogg(Hex("OpusHead")), ".opus" },
        { Ogg("01" + Hex("vid")), ".ogv" },
        { Ogg(Hex("BBCD")), ".ogv" },
        { Ogg(Hex("OVP80")), ".ogv" },
        { Matroska("matroska", "11"), ".mks" },
        { Matroska("matroska", "11", "20"), ".mkv" },
        { Matroska("matroska", "02", "11"), ".mka" },
        { Matroska("matroska", "02").Replace("18538067", "EC40FF" + Zeros(255) + "18538067", StringComparison.Ordinal), ".mka" },
        { "00000010" + Hex("ftypmp42") + "00000000" + "00000001" + Hex("mdat") + "0000000000000018" + Zeros(8) + Movie("soun"), ".m4a" },
        { "00000010" + Hex("ftypmp42") + "00000000" + "00000008" + Hex("free") + Movie("soun"), ".m4a" },
        { "00000010" + Hex("ftypmp42") + "00000000" + "00000000" + Hex("mdat") + Zeros(8), ".mp4" },
        { "00000010" + Hex("ftypmp42") + "00000000" + Movie("soun")[..^2], ".mp4" },
        { "00000010" + Hex("ftypmp42") + "00000000" + Movie("vide"), ".mp4" },
        { "00000010" + Hex("ftypM4V ") + "00000000", ".m4v" },
        { "00000010" + Hex("ftyp3g2a") + "00000000", ".3g2" },

        // Documents and archives.
        { Hex("AT&TFORM"), ".djvu" },
        { Zeros(60) + Hex("BOOKMOBI") + "00", ".mobi" },
        { Zeros(60) + Hex("BOOKMOBI"), null },
        { Hex("SQLite format 3") + "00", ".sqlite" },
        { Hex("PAR1") + "0000000000", ".parquet" },
        { Hex("PAR1") + "00000000", null },
        { Hex("AC1009") + "00", ".dwg" },
        { Hex("AC1090") + "00", ".dwg" },
        { Hex("AC10/5") + "00", null },
        { Hex("AC10:5") + "00", null },
        { Hex("AC105/") + "00", null },
        { Hex("AC105:") + "00", null },
        { Hex("wOFF"), ".woff" },
        { Hex("wOF2"), ".woff2" },
        { Hex("OTTO") + "00", ".otf" },
        { "000100000001" + Hex("head....cmap"), ".ttf" },
        { "00010000003F" + Hex("head....cmap"), ".ttf" },
        { "000100000000" + Hex("head....cmap"), null },
        { "000100000040" + Hex("head....cmap"), null },
        { "000100000001" + Hex("head....glyf"), null },
        { "504B3030504B0304", ".zip" },
        { "504B0708504B0304", ".zip" },
        { "1F9D90", ".Z" },
        { Hex("BZh1") + "31415926", ".bz2" },
        { Hex("BZh9") + "31415926", ".bz2" },
        { Hex("BZh0") + "31415926", null },
        { Hex("BZh:") + "31415926", null },
        { "04224D18", ".lz4" },
        { "2500" + Hex("-lh5-"), ".lzh" },
        { Hex("LZIP") + "01", ".lz" },
        { Hex("MSCF") + "00000000", ".cab" },
        { Hex("MSWIM") + "000000", ".wim" },
        { Hex("070701"), ".cpio" },
        { Hex("070707"), ".cpio" },
        { "1F8B0800000000000003" + "FFFF", ".gz" },
        { Gzip(Hex("plain text")), ".gz" },
        { Zeros(257) + Hex("ustar") + "00", ".tar" },
        { Zeros(257) + Hex("ustar"), null },
        { Zeros(0x8001) + Hex("CD001") + "01", ".iso" },
        { Zeros(0x8001) + Hex("CD001"), null },
        { Hex("begin:vcalendar"), ".ics" },
        { Hex(" <svg xmlns="), ".svg" },

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
    [MemberData(nameof(FirstBytes))]
    public void Every_start_of_a_file_is_read_without_a_fault(string hex, string? whole)
    {
        var bytes = Convert.FromHexString(hex);
        for (var length = 0; length < Math.Min(bytes.Length, 600); length++)
        {
            _ = MediaTypes.Sniff(bytes.AsSpan(0, length));
        }

        Assert.Equal(whole, MediaTypes.Sniff(bytes));
    }

    [Theory]
    [InlineData("FFFB9064", 417, ".mp3")]
    [InlineData("FFFB9264", 418, ".mp3")]
    [InlineData("FFFB9464", 384, ".mp3")]
    [InlineData("FFFB9864", 576, ".mp3")]
    [InlineData("FFFD8004", 417, ".mp2")]
    [InlineData("FFF38064", 208, ".mp3")]
    [InlineData("FFE38064", 417, ".mp3")]
    [InlineData("FFF58064", 417, ".mp2")]
    [InlineData("FFF15081069FFC", 2100, ".aac")]
    public void A_frame_of_sound_is_one_where_the_next_begins_at_its_end(string header, int length, string expected)
    {
        var frame = Convert.FromHexString(header + Zeros(length - (header.Length / 2)));
        byte[] next = [0xFF, frame[1]];

        Assert.Equal(expected, MediaTypes.Sniff([.. frame, .. next, 0]));
        Assert.Equal(expected, MediaTypes.Sniff([.. frame, .. "TAG"u8]));
        Assert.Equal(expected, MediaTypes.Sniff(frame));
        Assert.Null(MediaTypes.Sniff([.. frame, 0, 0]));
        Assert.Null(MediaTypes.Sniff([.. frame, 0xFF, 0]));
        Assert.Null(MediaTypes.Sniff([.. frame, 0, .. next]));
        Assert.Null(MediaTypes.Sniff([.. frame[..^1], .. next, 0]));
    }

    [Theory]
    [InlineData("FFFB0064")]
    [InlineData("FFFBF064")]
    [InlineData("FFEB9064")]
    [InlineData("FFFF9064")]
    [InlineData("FFDB9064")]
    public void A_frame_with_a_reserved_value_in_its_header_is_not_sound(string header) => Assert.Null(MediaTypes.Sniff(Convert.FromHexString(header)));

    [Theory]
    [InlineData("1400", null)]
    [InlineData("1408", ".ac3")]
    [InlineData("1440", ".ac3")]
    [InlineData("1448", null)]
    [InlineData("1450", null)]
    [InlineData("1458", ".eac3")]
    [InlineData("1480", ".eac3")]
    [InlineData("1488", null)]
    [InlineData("C040", null)]
    public void The_version_tells_the_two_formats_of_dolby_apart(string rateAndVersion, string? expected) =>
        Assert.Equal(expected, MediaTypes.Sniff(Convert.FromHexString("0B770000" + rateAndVersion)));

    [Fact]
    public void An_old_tar_archive_is_told_by_its_sum_whatever_digits_it_has() =>
        Assert.All(Enumerable.Range(1, 90), length => Assert.Equal(".tar", MediaTypes.Sniff(Convert.FromHexString(Tar(new string('a', length))))));

    [Fact]
    public void A_header_with_another_sum_is_not_a_tar_archive()
    {
        var header = Convert.FromHexString(Tar("old.txt"));
        header[0]++;

        Assert.Null(MediaTypes.Sniff(header));
    }

    [Theory]
    [InlineData("clip.mp4", true)]
    [InlineData("CLIP.MOV", true)]
    [InlineData("clip.webm", true)]
    [InlineData("photo.png", false)]
    [InlineData("song.mp3", false)]
    [InlineData("mp4", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Tells_a_video_from_its_name(string? name, bool expected) => Assert.Equal(expected, MediaTypes.IsVideo(name));

    [Fact]
    public void A_compound_file_is_told_by_a_stream_on_either_side_of_the_root()
    {
        Assert.Equal(".doc", MediaTypes.Sniff(Compound([0], ("Root Entry", -1, -1, 1), ("x", 2, -1, -1), ("WordDocument", -1, -1, -1))));
        Assert.Equal(".doc", MediaTypes.Sniff(Compound([0], ("Root Entry", -1, -1, 1), ("x", -1, 2, -1), ("WordDocument", -1, -1, -1))));
    }

    [Fact]
    public void The_directory_of_a_compound_file_is_followed_from_sector_to_sector()
    {
        (string, int, int, int)[] entries = [("Root Entry", -1, -1, 1), ("a", -1, 2, -1), ("b", -1, 3, -1), ("c", -1, 4, -1), ("d", -1, 5, -1), ("Workbook", -1, -1, -1)];

        Assert.Equal(".xls", MediaTypes.Sniff(Compound([0, 5], entries)));
        Assert.Equal(".xls", MediaTypes.Sniff(Compound([140, 133], entries)));

        // The second half of the directory lies behind the bytes at hand, or the table does.
        Assert.Null(MediaTypes.Sniff(Compound([0, 5], entries).AsSpan(0, 6 * 512)));
        Assert.Null(MediaTypes.Sniff(Compound([0, 5], entries).AsSpan(0, 2 * 512)));
        Assert.Equal(".doc", MediaTypes.Sniff(Compound([0], ("Root Entry", -1, -1, 1), ("WordDocument", -1, -1, -1)).AsSpan(0, 2 * 512)));
        Assert.Null(MediaTypes.Sniff(Compound([0], entries[..2]).AsSpan(0, 512)));
        Assert.Null(MediaTypes.Sniff(Compound([0], entries[..2]).AsSpan(0, 1000)));
    }

    [Fact]
    public void A_compound_file_that_leads_in_circles_or_nowhere_is_read_to_an_end()
    {
        Assert.Null(MediaTypes.Sniff(Compound([0, 0], ("Root Entry", -1, -1, 1), ("x", 1, 1, -1))));
        Assert.Null(MediaTypes.Sniff(Compound([0], ("Root Entry", -1, -1, 1), ("x", 4, 99, -1))));
    }

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

    private static string Zeros(int count) => new('0', 2 * count);

    /// <summary>Bytes with the mark of a packet at three places.</summary>
    private static string Packets(int first, int packet, int length)
    {
        var bytes = new byte[length];
        for (var at = first; at < Math.Min(length, first + (3 * packet)); at += packet)
        {
            bytes[at] = 0x47;
        }

        return Convert.ToHexString(bytes);
    }

    /// <summary>A header, a directory over these sectors of 512 bytes, and its table, in sectors 2 and 3, with one list for each 128 sectors.</summary>
    private static byte[] Compound(int[] sectors, params (string Name, int Left, int Right, int Child)[] entries)
    {
        var bytes = new byte[512 * (2 + Math.Max(3, sectors.Max()))];
        Convert.FromHexString("D0CF11E0A1B11AE1").CopyTo(bytes, 0);
        bytes[0x1E] = 9;
        BitConverter.TryWriteBytes(bytes.AsSpan(0x30), sectors[0]);
        for (var list = 0; list < 2; list++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(0x4C + (4 * list)), 2 + list);
            bytes.AsSpan(512 * (3 + list), 512).Fill(0xFF);
        }

        for (var index = 0; index + 1 < sectors.Length; index++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan((512 * (3 + (sectors[index] / 128))) + (4 * (sectors[index] % 128))), sectors[index + 1]);
        }

        for (var index = 0; index < entries.Length; index++)
        {
            var entry = bytes.AsSpan((512 * (1 + sectors[index / 4])) + (index % 4 * 128), 128);
            var length = Encoding.Unicode.GetBytes(entries[index].Name, entry);
            BitConverter.TryWriteBytes(entry[64..], (short)(length + 2));
            BitConverter.TryWriteBytes(entry[68..], entries[index].Left);
            BitConverter.TryWriteBytes(entry[72..], entries[index].Right);
            BitConverter.TryWriteBytes(entry[76..], entries[index].Child);
        }

        return bytes;
    }

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
