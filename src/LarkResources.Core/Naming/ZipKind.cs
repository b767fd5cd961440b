namespace LarkResources.Naming;

/// <summary>What a ZIP archive really is: office documents, e-books and apps are ZIP archives with agreed entries.</summary>
internal static class ZipKind
{
    /// <summary>Types of the main part of an Office package. Only the part with these names decides: the folders of a plain archive may be called "word" too.</summary>
    private static readonly (string Type, string Extension)[] MainParts =
    [
        ("officedocument.wordprocessingml.document.main+xml", ".docx"),
        ("officedocument.wordprocessingml.template.main+xml", ".dotx"),
        ("ms-word.document.macroEnabled.main+xml", ".docm"),
        ("ms-word.template.macroEnabledTemplate.main+xml", ".dotm"),
        ("officedocument.spreadsheetml.sheet.main+xml", ".xlsx"),
        ("officedocument.spreadsheetml.template.main+xml", ".xltx"),
        ("ms-excel.sheet.macroEnabled.main+xml", ".xlsm"),
        ("ms-excel.template.macroEnabled.main+xml", ".xltm"),
        ("ms-excel.sheet.binary.macroEnabled.main", ".xlsb"),
        ("ms-excel.addin.macroEnabled.main+xml", ".xlam"),
        ("officedocument.presentationml.presentation.main+xml", ".pptx"),
        ("officedocument.presentationml.template.main+xml", ".potx"),
        ("officedocument.presentationml.slideshow.main+xml", ".ppsx"),
        ("ms-powerpoint.presentation.macroEnabled.main+xml", ".pptm"),
        ("ms-powerpoint.template.macroEnabled.main+xml", ".potm"),
        ("ms-powerpoint.slideshow.macroEnabled.main+xml", ".ppsm"),
        ("ms-powerpoint.addin.macroEnabled.main+xml", ".ppam"),
        ("ms-visio.drawing.main+xml", ".vsdx"),
        ("ms-visio.template.main+xml", ".vstx"),
        ("ms-visio.stencil.main+xml", ".vssx"),
        ("ms-visio.drawing.macroEnabled.main+xml", ".vsdm"),
        ("ms-package.3dmanufacturing-3dmodel+xml", ".3mf"),
        ("ms-package.xps-fixeddocumentsequence+xml", ".xps"),
    ];

    /// <summary>Where the main part lies in a package whose list of types was not reached: LibreOffice writes that list last.</summary>
    private static readonly (string Part, string Program, string Extension)[] UsualParts =
    [
        ("word/document.xml", "word/vbaProject.bin", ".docx"), ("xl/workbook.xml", "xl/vbaProject.bin", ".xlsx"), ("ppt/presentation.xml", "ppt/vbaProject.bin", ".pptx"),
    ];

    /// <summary>The extension that the entries show; <c>.zip</c> when they show nothing special.</summary>
    /// <param name="bytes">The start of the archive: with all of it nothing is left to guess.</param>
    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        var zip = ZipEntries.Read(bytes);
        return FromDeclaredType(zip) ?? FromContentTypes(zip) ?? FromUsualParts(zip) ?? FromManifest(zip) ?? FromApp(zip) ?? FromMarks(zip) ?? ".zip";
    }

    /// <summary>E-books and OpenDocument files have an entry with their media type, which belongs at the front and often is not there.</summary>
    private static string? FromDeclaredType(ZipEntries zip) => MediaTypes.ExtensionFor(zip.Text("mimetype")) is { } extension and not ".zip" ? extension : null;

    private static string? FromContentTypes(ZipEntries zip)
    {
        if (zip.Text("[Content_Types].xml") is not { } types)
        {
            return null;
        }

        // Some writers use UTF-16: without its zeros it reads as any other.
        types = types.Replace("\0", string.Empty, StringComparison.Ordinal);
        return MainParts.FirstOrDefault(part => types.Contains(part.Type, StringComparison.OrdinalIgnoreCase)).Extension
            ?? (zip.Has("extension.vsixmanifest") ? ".vsix" : zip.Names.Any(name => !name.Contains('/') && name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase)) ? ".nupkg" : null);
    }

    private static string? FromUsualParts(ZipEntries zip)
    {
        if (zip.IsWhole || !zip.Has("_rels/.rels"))
        {
            return null;
        }

        foreach (var (part, program, extension) in UsualParts)
        {
            if (zip.Has(part))
            {
                // Macros are never hidden behind a name without them.
                return zip.Has(program) ? extension[..^1] + "m" : extension;
            }
        }

        return zip.Has("xl/workbook.bin") ? ".xlsb" : null;
    }

    /// <summary>An OpenDocument file without a type of its own says it in the manifest, for the entry "/".</summary>
    private static string? FromManifest(ZipEntries zip)
    {
        const string Attribute = "media-type=\"";
        if (zip.Text("META-INF/manifest.xml") is not { } manifest)
        {
            return null;
        }

        var root = manifest.IndexOf("full-path=\"/\"", StringComparison.Ordinal);
        var start = root < 0 ? -1 : manifest.LastIndexOf('<', root);
        var end = root < 0 ? -1 : manifest.IndexOf('>', root);
        var type = start < 0 || end < 0 ? -1 : manifest.IndexOf(Attribute, start, end - start, StringComparison.Ordinal);
        return type < 0 ? null : MediaTypes.ExtensionFor(manifest[(type + Attribute.Length)..end].Split('"')[0]);
    }

    private static string? FromApp(ZipEntries zip)
    {
        // The manifest of an installable package is binary; that of a library or of sources is text.
        if (zip.Has("classes.dex") || (zip.Has("AndroidManifest.xml") && (zip.Has("resources.arsc") || zip.Text("AndroidManifest.xml")?.StartsWith("\x03\0\x08\0", StringComparison.Ordinal) is true)))
        {
            return ".apk";
        }

        if (zip.Has("BundleConfig.pb") && zip.Has("base/manifest/AndroidManifest.xml"))
        {
            return ".aab";
        }

        if (zip.Names.Any(name => name.StartsWith("Payload/", StringComparison.Ordinal) && name.Contains(".app/", StringComparison.Ordinal)))
        {
            return ".ipa";
        }

        if (!zip.Has("META-INF/MANIFEST.MF"))
        {
            return null;
        }

        // Signed archives of any kind have that manifest. Only one with classes and nothing of an app around them is a library.
        return zip.Has("WEB-INF/web.xml") ? ".war" : zip.Names.Any(name => name.EndsWith(".class", StringComparison.Ordinal)) ? ".jar" : null;
    }

    private static string? FromMarks(ZipEntries zip)
    {
        if (zip.Has("META-INF/container.xml") && zip.Names.Any(name => name.EndsWith(".opf", StringComparison.OrdinalIgnoreCase)))
        {
            return ".epub";
        }

        if (zip.Has("doc.kml"))
        {
            return ".kmz";
        }

        return (zip.Has("content.json") && zip.Has("metadata.json") && zip.Has("manifest.json")) ? ".xmind"
            : (zip.Has("document.json") && zip.Has("meta.json") && zip.Has("user.json")) ? ".sketch"
            : (zip.Has("pass.json") && zip.Has("manifest.json") && zip.Has("signature")) ? ".pkpass"
            : zip.Names.Any(name => name.EndsWith(".dist-info/WHEEL", StringComparison.Ordinal)) ? ".whl"
            : null;
    }
}
