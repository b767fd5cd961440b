namespace LarkResources.Naming;

/// <summary>Chooses between what a response says of its body and what the body shows.</summary>
internal static class FileExtension
{
    /// <summary>Told by two or three bytes, or by words that a text may begin with: the header knows better.</summary>
    private static readonly HashSet<string> Unsure = [".ico", ".jxl", ".mp3", ".mp2", ".aac", ".ac3", ".eac3", ".svg", ".vcf", ".ics", ".Z", ".lzh", ".ttf"];

    /// <summary>A container, and what is a kind of it: where the bytes show the container alone, the header may know more.</summary>
    private static readonly Dictionary<string, string[]> Containers = new(StringComparer.Ordinal)
    {
        [".zip"] =
        [
            ".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xlam", ".pptx", ".pptm", ".potx", ".potm", ".ppsx", ".ppsm", ".vsdx",
            ".odt", ".ods", ".odp", ".odg", ".odf", ".ott", ".ots", ".otp", ".epub", ".jar", ".apk", ".kmz", ".3mf", ".pages", ".numbers", ".key", ".usdz",
        ],
        [".ogg"] = [".opus", ".ogv", ".oga", ".spx"],
        [".mkv"] = [".mka", ".mks", ".webm", ".weba"],
        [".mp4"] = [".m4a", ".m4b", ".m4v", ".mov", ".3gp", ".3g2", ".f4v"],
        [".3gp"] = [".3g2", ".mp4", ".m4a"],
        [".m4a"] = [".m4b"],
        [".wmv"] = [".wma", ".asf"],
        [".tiff"] = [".dng", ".nef", ".arw", ".cr2"],
        [".heif"] = [".heic", ".avif"],
        [".mpg"] = [".mpeg", ".vob"],
        [".mobi"] = [".azw3"],
        [".tar.gz"] = [".tgz"],
        [".gz"] = [".tar.gz", ".tgz"],
    };

    /// <param name="contentType">The raw header value, or null.</param>
    /// <param name="firstBytes">The start of the body.</param>
    /// <returns>The extension with its dot, or null when neither says anything.</returns>
    internal static string? Choose(string? contentType, ReadOnlySpan<byte> firstBytes)
    {
        var told = MediaTypes.ExtensionFor(contentType);
        var shown = MediaTypes.Sniff(firstBytes);
        return told is null || shown is null ? told ?? shown
            : Unsure.Contains(shown) || (Containers.TryGetValue(shown, out var kinds) && kinds.Contains(told)) ? told
            : shown;
    }
}
