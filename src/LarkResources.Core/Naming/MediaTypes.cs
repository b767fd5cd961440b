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
        ("video/mp2t", "ts"),
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
        ("application/vnd.ms-excel.sheet.macroenabled.12", "xlsm"),
        ("application/vnd.oasis.opendocument.text", "odt"),
        ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ("application/vnd.oasis.opendocument.presentation", "odp"),
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

    private static readonly Dictionary<string, string> Extensions = Rows
        .DistinctBy(row => row.MediaType)
        .ToDictionary(row => row.MediaType, row => "." + row.Extension, StringComparer.OrdinalIgnoreCase);

    /// <summary>True for the name of a video.</summary>
    internal static bool IsVideo(string? fileName) => fileName is not null && Path.GetExtension(fileName.AsSpan()).TrimStart('.').ToString() is { Length: > 0 } extension
        && Rows.Any(row => row.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase) && row.MediaType.StartsWith("video/", StringComparison.Ordinal));

    /// <summary>The extension, with its dot, for a Content-Type value with or without parameters; null when it says nothing about the kind.</summary>
    internal static string? ExtensionFor(string? contentType)
    {
        var mediaType = contentType.AsSpan();
        var end = mediaType.IndexOfAny(';', ',');
        return Extensions.GetValueOrDefault((end < 0 ? mediaType : mediaType[..end]).Trim().ToString());
    }
}
