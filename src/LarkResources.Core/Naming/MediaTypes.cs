namespace LarkResources.Naming;

/// <summary>Media types and the extensions that belong to them.</summary>
/// <remarks>The platform names the kind of a resource in Content-Type only, and often merely says application/octet-stream.</remarks>
internal static partial class MediaTypes
{
    internal const string Unknown = "application/octet-stream";

    // The first row of a media type gives its extension, the first row of an extension gives its media type.
    private static readonly (string MediaType, string Extension)[] Rows =
    [
        ("image/png", "png"),
        ("image/jpeg", "jpg"),
        ("image/jpg", "jpg"),
        ("image/pjpeg", "jpg"),
        ("image/gif", "gif"),
        ("image/webp", "webp"),
        ("image/bmp", "bmp"),
        ("image/x-ms-bmp", "bmp"),
        ("image/tiff", "tiff"),
        ("image/heic", "heic"),
        ("image/heif", "heif"),
        ("image/avif", "avif"),
        ("image/jxl", "jxl"),
        ("image/svg+xml", "svg"),
        ("image/x-icon", "ico"),
        ("image/vnd.microsoft.icon", "ico"),
        ("image/vnd.adobe.photoshop", "psd"),
        ("image/jp2", "jp2"),
        ("image/jpx", "jpx"),
        ("image/x-adobe-dng", "dng"),
        ("image/emf", "emf"),
        ("image/wmf", "wmf"),
        ("video/mp4", "mp4"),
        ("video/quicktime", "mov"),
        ("video/x-m4v", "m4v"),
        ("video/webm", "webm"),
        ("video/x-matroska", "mkv"),
        ("video/x-msvideo", "avi"),
        ("video/mpeg", "mpeg"),
        ("video/3gpp", "3gp"),
        ("video/3gpp2", "3g2"),
        ("video/x-flv", "flv"),
        ("video/x-ms-wmv", "wmv"),
        ("video/x-ms-asf", "asf"),
        ("video/mp2t", "ts"),
        ("video/ogg", "ogv"),
        ("audio/x-ms-wma", "wma"),
        ("audio/x-matroska", "mka"),
        ("audio/aiff", "aiff"),
        ("audio/x-aiff", "aiff"),
        ("audio/ac3", "ac3"),
        ("audio/eac3", "eac3"),
        ("audio/x-caf", "caf"),
        ("audio/speex", "spx"),
        ("audio/x-ape", "ape"),
        ("audio/mpeg", "mp3"),
        ("audio/mp3", "mp3"),
        ("audio/ogg", "ogg"),
        ("application/ogg", "ogg"),
        ("audio/opus", "opus"),
        ("audio/wav", "wav"),
        ("audio/x-wav", "wav"),
        ("audio/wave", "wav"),
        ("audio/mp4", "m4a"),
        ("audio/x-m4a", "m4a"),
        ("audio/aac", "aac"),
        ("audio/flac", "flac"),
        ("audio/x-flac", "flac"),
        ("audio/amr", "amr"),
        ("audio/amr-wb", "awb"),
        ("audio/midi", "mid"),
        ("audio/webm", "weba"),
        ("application/pdf", "pdf"),
        ("application/msword", "doc"),
        ("application/vnd.ms-excel", "xls"),
        ("application/vnd.ms-powerpoint", "ppt"),
        ("application/vnd.ms-outlook", "msg"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.template", "dotx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.template", "xltx"),
        ("application/vnd.openxmlformats-officedocument.presentationml.template", "potx"),
        ("application/vnd.openxmlformats-officedocument.presentationml.slideshow", "ppsx"),
        ("application/vnd.ms-word.document.macroenabled.12", "docm"),
        ("application/vnd.ms-word.template.macroenabled.12", "dotm"),
        ("application/vnd.ms-excel.sheet.macroenabled.12", "xlsm"),
        ("application/vnd.ms-excel.template.macroenabled.12", "xltm"),
        ("application/vnd.ms-excel.sheet.binary.macroenabled.12", "xlsb"),
        ("application/vnd.ms-powerpoint.presentation.macroenabled.12", "pptm"),
        ("application/vnd.ms-powerpoint.slideshow.macroenabled.12", "ppsm"),
        ("application/vnd.ms-powerpoint.template.macroenabled.12", "potm"),
        ("application/vnd.visio", "vsd"),
        ("application/vnd.ms-visio.drawing", "vsdx"),
        ("application/vnd.oasis.opendocument.text", "odt"),
        ("application/vnd.oasis.opendocument.text-template", "ott"),
        ("application/vnd.oasis.opendocument.text-master", "odm"),
        ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ("application/vnd.oasis.opendocument.spreadsheet-template", "ots"),
        ("application/vnd.oasis.opendocument.presentation", "odp"),
        ("application/vnd.oasis.opendocument.presentation-template", "otp"),
        ("application/vnd.oasis.opendocument.graphics", "odg"),
        ("application/vnd.oasis.opendocument.graphics-template", "otg"),
        ("application/vnd.oasis.opendocument.formula", "odf"),
        ("application/vnd.oasis.opendocument.chart", "odc"),
        ("application/vnd.oasis.opendocument.base", "odb"),
        ("application/vnd.oasis.opendocument.database", "odb"),
        ("application/hwp+zip", "hwpx"),
        ("image/openraster", "ora"),
        ("application/x-krita", "kra"),
        ("image/vnd.djvu", "djvu"),
        ("application/x-mobipocket-ebook", "mobi"),
        ("application/wps-office.docx", "docx"),
        ("application/wps-office.xlsx", "xlsx"),
        ("application/wps-office.pptx", "pptx"),
        ("application/rtf", "rtf"),
        ("text/rtf", "rtf"),
        ("application/epub+zip", "epub"),
        ("text/plain", "txt"),
        ("text/csv", "csv"),
        ("text/markdown", "md"),
        ("text/html", "html"),
        ("text/css", "css"),
        ("text/calendar", "ics"),
        ("text/vcard", "vcf"),
        ("text/xml", "xml"),
        ("application/xml", "xml"),
        ("application/json", "json"),
        ("text/json", "json"),
        ("application/jsonl", "jsonl"),
        ("text/javascript", "js"),
        ("application/javascript", "js"),
        ("application/yaml", "yaml"),
        ("message/rfc822", "eml"),
        ("application/x-iso9660-image", "iso"),
        ("application/vnd.google-earth.kmz", "kmz"),
        ("application/vnd.sqlite3", "sqlite"),
        ("application/x-sqlite3", "sqlite"),
        ("application/zip", "zip"),
        ("application/x-zip-compressed", "zip"),
        ("application/x-7z-compressed", "7z"),
        ("application/vnd.rar", "rar"),
        ("application/x-rar-compressed", "rar"),
        ("application/gzip", "gz"),
        ("application/x-gzip", "gz"),
        ("application/x-tar", "tar"),
        ("application/x-bzip2", "bz2"),
        ("application/x-xz", "xz"),
        ("application/zstd", "zst"),
        ("application/java-archive", "jar"),
        ("application/vnd.android.package-archive", "apk"),
    ];

    /// <summary>Texts among the rows that are not text/*; and programs save their reports as web pages under the two of Office.</summary>
    private static readonly HashSet<string> MayBeText = ["svg", "ts", "eml", "jsonl", "rtf", "doc", "xls"];

    private static readonly Dictionary<string, string> Extensions = ByMediaType();

    // A loop, since the methods of LINQ would be compiled for these tuples at the first download.
    private static Dictionary<string, string> ByMediaType()
    {
        var extensions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (mediaType, extension) in Rows)
        {
            extensions.TryAdd(mediaType, "." + extension);
        }

        return extensions;
    }

    /// <summary>True for the name of a video.</summary>
    internal static bool IsVideo(string? fileName) => RowsOf(fileName).Any(row => row.MediaType.StartsWith("video/", StringComparison.Ordinal));

    /// <summary>True for the name of a kind that is never a text; false also for a kind that is not in the table.</summary>
    internal static bool IsBinary(string? fileName)
    {
        var rows = RowsOf(fileName);
        return rows.Length > 0 && !rows.Any(row => row.MediaType.StartsWith("text/", StringComparison.Ordinal) || MayBeText.Contains(row.Extension));
    }

    private static (string MediaType, string Extension)[] RowsOf(string? fileName) =>
        fileName is not null && Path.GetExtension(fileName.AsSpan()).TrimStart('.').ToString() is { Length: > 0 } extension
            ? [.. Rows.Where(row => row.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase))]
            : [];

    /// <summary>The extension, with its dot, for a Content-Type value with or without parameters; null when it says nothing about the kind.</summary>
    internal static string? ExtensionFor(string? contentType)
    {
        var mediaType = contentType.AsSpan();
        var end = mediaType.IndexOfAny(';', ',');
        return Extensions.GetValueOrDefault((end < 0 ? mediaType : mediaType[..end]).Trim().ToString());
    }
}
