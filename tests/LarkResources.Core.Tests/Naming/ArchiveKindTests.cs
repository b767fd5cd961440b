using System.IO.Compression;
using System.Text;

namespace LarkResources.Tests.Naming;

/// <summary>ZIP archives of many kinds, in the orders in which real writers put their entries.</summary>
public sealed class ArchiveKindTests
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    /// <summary>What the list of an Office package says of its main part, and what the file is called.</summary>
    public static TheoryData<string, string> MainParts => new()
    {
        { Word, ".docx" },
        { "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", ".dotx" },
        { "application/vnd.ms-word.document.macroEnabled.main+xml", ".docm" },
        { "application/vnd.ms-word.template.macroEnabledTemplate.main+xml", ".dotm" },
        { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", ".xlsx" },
        { "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", ".xltx" },
        { "application/vnd.ms-excel.sheet.macroEnabled.main+xml", ".xlsm" },
        { "application/vnd.ms-excel.template.macroEnabled.main+xml", ".xltm" },
        { "application/vnd.ms-excel.sheet.binary.macroEnabled.main", ".xlsb" },
        { "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", ".pptx" },
        { "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", ".ppsx" },
        { "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml", ".potx" },
        { "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", ".pptm" },
        { "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml", ".ppsm" },
        { "application/vnd.ms-visio.drawing.main+xml", ".vsdx" },
    };

    [Theory]
    [MemberData(nameof(MainParts))]
    public void The_list_of_types_names_an_office_file(string type, string expected)
    {
        // A list of types that is packed, and last, as LibreOffice writes it.
        Assert.Equal(expected, Sniff(("word/document.xml", "x"), ("_rels/.rels", "x"), ("[Content_Types].xml", Types(type))));
    }

    [Theory]
    [InlineData("word/notes.txt")]
    [InlineData("xl/workbook.xml")]
    [InlineData("ppt/presentation.xml")]
    public void A_folder_of_that_name_does_not_make_an_office_file(string entry) => Assert.Equal(".zip", Sniff((entry, "x")));

    [Fact]
    public void An_archive_that_holds_a_document_is_an_archive()
    {
        var document = Archive(CompressionLevel.Fastest, ("[Content_Types].xml", Types(Word)), ("word/document.xml", "x"));
        var holder = new MemoryStream();
        using (var zip = new ZipArchive(holder, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var entry = zip.CreateEntry("report.docx", CompressionLevel.NoCompression).Open())
            {
                entry.Write(document);
            }
        }

        Assert.Equal(".zip", MediaTypes.Sniff(holder.ToArray()));
        Assert.Equal(".zip", MediaTypes.Sniff(holder.ToArray().AsSpan(0, document.Length + 40)));
    }

    [Fact]
    public void An_archive_written_as_a_stream_that_holds_a_document_is_an_archive()
    {
        var document = Archive(CompressionLevel.Fastest, ("[Content_Types].xml", Types(Word)), ("word/document.xml", "x"));

        // Sizes behind the bytes, as when the writer cannot go back.
        var bytes = new List<byte>([.. "PK\x03\x04"u8, 20, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, (byte)'a']);
        bytes.AddRange(document);
        bytes.AddRange([.. "PK\x07\x08"u8, 0, 0, 0, 0, .. BitConverter.GetBytes(document.Length), .. BitConverter.GetBytes(document.Length)]);
        bytes.AddRange([.. "PK\x03\x04"u8, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, (byte)'b', (byte)'x']);
        Assert.Equal(".zip", MediaTypes.Sniff([.. bytes]));
    }

    [Fact]
    public void Macros_are_not_hidden_where_the_list_of_types_was_not_reached()
    {
        Assert.Equal(".docm", MediaTypes.Sniff(Start(("_rels/.rels", "x"), ("word/document.xml", "x"), ("word/vbaProject.bin", "x"))));
        Assert.Equal(".docx", MediaTypes.Sniff(Start(("_rels/.rels", "x"), ("word/document.xml", "x"), ("word/styles.xml", "x"))));
    }

    [Fact]
    public void The_type_of_an_open_document_counts_wherever_it_stands()
    {
        const string Sheet = "application/vnd.oasis.opendocument.spreadsheet";
        Assert.Equal(".ods", Sniff(("META-INF/manifest.xml", "<m/>"), ("content.xml", "x"), ("mimetype", Sheet)));
        Assert.Equal(".ods", Sniff(("META-INF/manifest.xml", $"<m><f full-path=\"x\" media-type=\"text/xml\"/><f media-type=\"{Sheet}\" full-path=\"/\"/></m>"), ("content.xml", "x")));
        Assert.Equal(".odt", Sniff(("META-INF/manifest.xml", "<m/>"), ("mimetype", "application/vnd.oasis.opendocument.text")));
        Assert.Equal(".ott", Sniff(("mimetype", "application/vnd.oasis.opendocument.text-template")));
        Assert.Equal(".epub", Sniff(("META-INF/container.xml", "x"), ("OEBPS/content.opf", "x"), ("mimetype", "application/epub+zip")));
    }

    [Fact]
    public void Apps_and_libraries_are_told_from_archives_with_the_same_folders()
    {
        Assert.Equal(".apk", Sniff(("META-INF/com/android/build/gradle/app-metadata.properties", "x"), ("AndroidManifest.xml", "\x03\0\x08\0binary"), ("classes.dex", "dex")));
        Assert.Equal(".jar", Sniff(("META-INF/MANIFEST.MF", "Manifest-Version: 1.0"), ("org/example/A.class", "x")));
        Assert.Equal(".zip", Sniff(("META-INF/MANIFEST.MF", "Manifest-Version: 1.0"), ("report.txt", "x")));
        Assert.Equal(".zip", Sniff(("META-INF/readme.txt", "x"), ("classes.txt", "x")));
        Assert.Equal(".zip", Sniff(("AndroidManifest.xml", "<manifest/>"), ("src/Main.java", "x")));
        Assert.Equal(".ipa", Sniff(("Payload/App.app/Info.plist", "x")));
        Assert.Equal(".kmz", Sniff(("doc.kml", "<kml/>")));
    }

    [Fact]
    public void Every_start_of_an_archive_is_read_without_a_fault()
    {
        var bytes = Archive(CompressionLevel.Fastest, ("mimetype", "application/epub+zip"), ("[Content_Types].xml", Types(Word)), ("word/document.xml", new string('x', 2000)));
        Assert.All(Enumerable.Range(0, bytes.Length + 1), length => MediaTypes.Sniff(bytes.AsSpan(0, length)));
    }

    private static string Types(string main) =>
        $"<Types><Default Extension=\"xlsx\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/><Override PartName=\"/m\" ContentType=\"{main}\"/></Types>";

    private static string? Sniff(params (string Name, string Text)[] entries)
    {
        var packed = MediaTypes.Sniff(Archive(CompressionLevel.Fastest, entries));
        Assert.Equal(packed, MediaTypes.Sniff(Archive(CompressionLevel.NoCompression, entries)));
        return packed;
    }

    /// <summary>An archive without its end, as the start of a large one.</summary>
    private static byte[] Start(params (string Name, string Text)[] entries)
    {
        var bytes = Archive(CompressionLevel.NoCompression, entries);
        return bytes[..bytes.AsSpan().IndexOf("PK\x01\x02"u8)];
    }

    private static byte[] Archive(CompressionLevel level, params (string Name, string Text)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(Encoding.Latin1.GetBytes(text));
            }
        }

        return stream.ToArray();
    }
}
