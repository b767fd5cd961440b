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
        { Zip("[Content_Types].xml") + Zip("_rels/.rels") + Zip("word/document.xml"), ".docx" },
        { Zip("[Content_Types].xml") + Zip("xl/workbook.xml"), ".xlsx" },
        { Zip("[Content_Types].xml") + Zip("ppt/presentation.xml"), ".pptx" },
        { Zip("mimetype", "application/epub+zip") + Zip("META-INF/container.xml"), ".epub" },
        { Zip("mimetype", "application/vnd.oasis.opendocument.text") + Zip("content.xml"), ".odt" },
        { Zip("photos/1.jpg") + Zip("photos/2.jpg"), ".zip" },
        { "504B0506" + new string('0', 36), ".zip" },
        { "504B0304", ".zip" },
        { "377ABCAF271C0004", ".7z" },
        { "526172211A0700", ".rar" },
        { "1F8B0800", ".gz" },
        { "FD377A585A0000", ".xz" },
        { "28B52FFD04", ".zst" },
        { new string('0', 514) + Hex("ustar") + "0030", ".tar" },
        { "D0CF11E0A1B11AE1" + Utf16("WordDocument"), ".doc" },
        { "D0CF11E0A1B11AE1" + Utf16("Workbook"), ".xls" },
        { "D0CF11E0A1B11AE1" + Utf16("PowerPoint Document"), ".ppt" },
        { "D0CF11E0A1B11AE1" + Utf16("Root Entry"), null },
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

    private static string Utf16(string text) => new string('0', 128) + Convert.ToHexString(Encoding.Unicode.GetBytes(text));

    private static string Zip(string name, string content = "....") =>
        "504B0304" + new string('0', 44) + Convert.ToHexString([(byte)name.Length, 0, 0, 0]) + Hex(name) + Hex(content);
}
