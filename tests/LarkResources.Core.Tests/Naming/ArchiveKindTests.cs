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

    [Fact]
    public void A_type_of_a_part_counts_more_than_one_of_an_extension()
    {
        const string Binary = "<Default Extension=\"bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/>";
        Assert.Equal(".xlam", Sniff(("[Content_Types].xml", $"<Types>{Binary}<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.ms-excel.addin.macroEnabled.main+xml\"/></Types>")));
        Assert.Equal(".docx", Sniff(("[Content_Types].xml", $"<Types><Default Extension=\"xml\" ContentType=\"{Word}\"/></Types>")));
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
    public void Packages_and_documents_are_told_by_all_of_their_marks()
    {
        Assert.Equal(".vsix", Sniff(("[Content_Types].xml", "<Types/>"), ("extension.vsixmanifest", "x")));
        Assert.Equal(".nupkg", Sniff(("[Content_Types].xml", "<Types/>"), ("Lib.NUSPEC", "x"), ("lib/Lib.dll", "x")));
        Assert.Equal(".zip", Sniff(("[Content_Types].xml", "<Types/>"), ("docs/Lib.nuspec", "x")));
        Assert.Equal(".zip", Sniff(("extension.vsixmanifest", "x"), ("Lib.nuspec", "x")));
        Assert.Equal(".aab", Sniff(("BundleConfig.pb", "x"), ("base/manifest/AndroidManifest.xml", "x")));
        Assert.Equal(".zip", Sniff(("BundleConfig.pb", "x"), ("x", "x")));
        Assert.Equal(".zip", Sniff(("x", "x"), ("base/manifest/AndroidManifest.xml", "x")));
        Assert.Equal(".apk", Sniff(("AndroidManifest.xml", "<manifest/>"), ("resources.arsc", "x")));
        Assert.Equal(".apk", Sniff(("AndroidManifest.xml", "\x03\0\x08\0binary"), ("x", "x")));
        Assert.Equal(".apk", Sniff(("classes.dex", "x"), ("x", "x")));
        Assert.Equal(".zip", Sniff(("resources.arsc", "x"), ("x", "x")));
        Assert.Equal(".zip", Sniff(("Payload/readme.txt", "x"), ("x", "x")));
        Assert.Equal(".zip", Sniff(("Backup/App.app/Info.plist", "x"), ("x", "x")));
        Assert.Equal(".war", Sniff(("META-INF/MANIFEST.MF", "x"), ("WEB-INF/web.xml", "x"), ("WEB-INF/classes/A.class", "x")));
        Assert.Equal(".zip", Sniff(("WEB-INF/web.xml", "x"), ("A.class", "x")));
        Assert.Equal(".epub", Sniff(("META-INF/container.xml", "x"), ("OEBPS/content.opf", "x")));
        Assert.Equal(".zip", Sniff(("META-INF/container.xml", "x"), ("x", "x")));
        Assert.Equal(".zip", Sniff(("OEBPS/content.opf", "x"), ("x", "x")));
        Assert.Equal(".xmind", Sniff(("content.json", "x"), ("metadata.json", "x"), ("manifest.json", "x")));
        Assert.Equal(".sketch", Sniff(("document.json", "x"), ("meta.json", "x"), ("user.json", "x")));
        Assert.Equal(".pkpass", Sniff(("pass.json", "x"), ("manifest.json", "x"), ("signature", "x")));
        Assert.Equal(".whl", Sniff(("lib/__init__.py", "x"), ("lib-1.0.dist-info/WHEEL", "x")));
    }

    [Theory]
    [InlineData("content.json", "metadata.json", "manifest.json")]
    [InlineData("document.json", "meta.json", "user.json")]
    [InlineData("pass.json", "manifest.json", "signature")]
    public void An_archive_that_lacks_one_of_the_marks_is_an_archive(string one, string two, string three)
    {
        Assert.Equal(".zip", Sniff((one, "x"), (two, "x")));
        Assert.Equal(".zip", Sniff((one, "x"), (three, "x")));
        Assert.Equal(".zip", Sniff((two, "x"), (three, "x")));
    }

    [Fact]
    public void The_usual_parts_tell_where_the_list_of_types_was_not_reached_and_only_there()
    {
        Assert.Equal(".xlsx", MediaTypes.Sniff(Start(("_rels/.rels", "x"), ("xl/workbook.xml", "x"))));
        Assert.Equal(".xlsb", MediaTypes.Sniff(Start(("_rels/.rels", "x"), ("xl/workbook.bin", "x"))));
        Assert.Equal(".pptm", MediaTypes.Sniff(Start(("_rels/.rels", "x"), ("ppt/presentation.xml", "x"), ("ppt/vbaProject.bin", "x"))));
        Assert.Equal(".zip", MediaTypes.Sniff(Start(("_rels/.rels", "x"), ("x", "x"))));
        Assert.Equal(".zip", MediaTypes.Sniff(Start(("x", "x"), ("xl/workbook.xml", "x"))));
        Assert.Equal(".zip", Sniff(("_rels/.rels", "x"), ("xl/workbook.xml", "x")));
    }

    [Theory]
    [InlineData("<m><f full-path=\"x\" media-type=\"application/pdf\"/></m>")]
    [InlineData("<m><f full-path=\"/\"/><f full-path=\"x\" media-type=\"application/pdf\"/></m>")]
    [InlineData("full-path=\"/\" media-type=\"application/pdf\">")]
    [InlineData("<f full-path=\"/\" media-type=\"application/pdf\"")]
    public void A_manifest_that_does_not_say_what_the_whole_is_tells_nothing(string manifest) => Assert.Equal(".zip", Sniff(("META-INF/manifest.xml", manifest), ("x", "x")));

    [Fact]
    public void What_an_archive_no_longer_lists_is_not_in_it()
    {
        byte[] bytes = [.. Local("doc.kml", "x"), .. Local("a.txt", "x")];
        var second = Local("doc.kml", "x").Length;

        Assert.Equal(".kmz", MediaTypes.Sniff(bytes));
        Assert.Equal(".zip", MediaTypes.Sniff(Ended(bytes, "", Listed("a.txt", second))));
        Assert.Equal(".zip", MediaTypes.Sniff(Ended(bytes, "with a comment", Listed("a.txt", second))));
        Assert.Equal(".zip", MediaTypes.Sniff(Ended(bytes, "", Listed("a.txt", second, "more"), Listed("b.txt", second))));
        Assert.Equal(".kmz", MediaTypes.Sniff(Ended(bytes, "", Listed("a.txt", second, "more", "of it"), Listed("doc.kml", 0))));
    }

    [Fact]
    public void A_list_that_does_not_fit_the_archive_does_not_count()
    {
        byte[] bytes = [.. Local("a.txt", "x"), .. Local("doc.kml", "x")];
        var listed = Ended(bytes, "", Listed("b.txt", 0));

        Assert.Equal(".zip", MediaTypes.Sniff(listed));
        Assert.Equal(".kmz", MediaTypes.Sniff([.. listed, 0]));
        listed[^6]++;
        Assert.Equal(".kmz", MediaTypes.Sniff(listed));

        // The first of the list is whole, the second is damaged: nothing of it counts.
        byte[] damaged = [.. Listed("doc.kml", 0), .. new byte[46]];
        Assert.Equal(".zip", MediaTypes.Sniff(Ended(Local("a.txt", "x"), "", damaged)));
    }

    [Fact]
    public void An_entry_that_is_encrypted_or_packed_in_an_unusual_way_is_not_read()
    {
        const string Book = "application/epub+zip";
        Assert.Equal(".epub", MediaTypes.Sniff(Local("mimetype", Book)));
        Assert.Equal(".zip", MediaTypes.Sniff(Local("mimetype", Book, flags: 1)));
        Assert.Equal(".zip", MediaTypes.Sniff(Local("mimetype", Book, method: 12)));
        Assert.Equal(".zip", MediaTypes.Sniff(Local("mimetype", "")));
        Assert.Equal(".epub", MediaTypes.Sniff([.. Local("a", "x", extra: "more"), .. Local("mimetype", Book)]));
    }

    [Theory]
    [InlineData("signed", "x")]
    [InlineData("signed", "text with a PK in it, and one PK more")]
    [InlineData("large", "x")]
    [InlineData("unsigned", "x")]
    [InlineData("unsigned", "PK")]
    public void What_follows_an_entry_written_as_a_stream_is_found(string descriptor, string text)
    {
        var bytes = new List<byte>(Local("a.txt", text, flags: 8));
        for (var at = 18; at < 26; at++)
        {
            bytes[at] = 0;
        }

        bytes.AddRange(descriptor switch
        {
            "signed" => [.. "PK\x07\x08"u8, 1, 2, 3, 4, .. BitConverter.GetBytes(text.Length), .. BitConverter.GetBytes(text.Length)],
            "large" => [.. "PK\x07\x08"u8, 1, 2, 3, 4, .. BitConverter.GetBytes((long)text.Length), .. BitConverter.GetBytes((long)text.Length)],
            _ => [1, 2, 3, 4, .. BitConverter.GetBytes(text.Length), .. BitConverter.GetBytes(text.Length)],
        });
        bytes.AddRange(Local("doc.kml", "x"));

        Assert.Equal(".kmz", MediaTypes.Sniff([.. bytes]));
    }

    [Fact]
    public void An_entry_written_as_a_stream_is_read_as_far_as_it_is_there()
    {
        var bytes = Local("mimetype", "application/epub+zip", flags: 8);
        bytes.AsSpan(18, 8).Clear();

        Assert.Equal(".epub", MediaTypes.Sniff(bytes));
        Assert.Equal(".zip", MediaTypes.Sniff(bytes.AsSpan(0, bytes.Length - "application/epub+zip".Length)));
    }

    [Fact]
    public void Every_start_of_an_archive_is_read_without_a_fault()
    {
        var bytes = Archive(CompressionLevel.Fastest, ("mimetype", "application/epub+zip"), ("[Content_Types].xml", Types(Word)), ("word/document.xml", new string('x', 2000)));
        Assert.All(Enumerable.Range(0, bytes.Length + 1), length => MediaTypes.Sniff(bytes.AsSpan(0, length)));
    }

    /// <summary>An entry that is not packed, with its header.</summary>
    private static byte[] Local(string name, string text, int flags = 0, int method = 0, string extra = "") =>
    [
        .. "PK\x03\x04"u8, 20, 0, (byte)flags, 0, (byte)method, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(text.Length), .. BitConverter.GetBytes(text.Length),
        (byte)name.Length, 0, (byte)extra.Length, 0, .. Encoding.Latin1.GetBytes(name), .. Encoding.Latin1.GetBytes(extra), .. Encoding.Latin1.GetBytes(text),
    ];

    /// <summary>A row of the list at the end.</summary>
    private static byte[] Listed(string name, int header, string extra = "", string comment = "") =>
    [
        .. "PK\x01\x02"u8, 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, (byte)name.Length, 0, (byte)extra.Length, 0, (byte)comment.Length, 0,
        0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(header), .. Encoding.Latin1.GetBytes(name), .. Encoding.Latin1.GetBytes(extra), .. Encoding.Latin1.GetBytes(comment),
    ];

    private static byte[] Ended(byte[] entries, string comment, params byte[][] listed)
    {
        var length = listed.Sum(row => row.Length);
        return
        [
            .. entries, .. listed.SelectMany(row => row), .. "PK\x05\x06"u8, 0, 0, 0, 0, (byte)listed.Length, 0, (byte)listed.Length, 0,
            .. BitConverter.GetBytes(length), .. BitConverter.GetBytes(entries.Length), (byte)comment.Length, 0, .. Encoding.Latin1.GetBytes(comment),
        ];
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
