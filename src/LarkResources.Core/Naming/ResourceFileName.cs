namespace LarkResources.Naming;

/// <summary>Chooses the name of a downloaded resource.</summary>
internal static class ResourceFileName
{
    /// <summary>
    /// The message's <c>file_name</c>, else <c>filename*</c>, else <c>filename</c> of Content-Disposition, else the key, made portable;
    /// with an extension from Content-Type, else from the first bytes, when the name has none.
    /// </summary>
    /// <param name="messageFileName">From the message content, or null.</param>
    /// <param name="contentDisposition">The raw header value as .NET hands it out (bytes read as Latin-1), or null.</param>
    /// <param name="contentType">The raw header value, or null.</param>
    /// <param name="firstBytes">The start of the body, as much as there is at hand; 4 KiB tell all that can be told.</param>
    /// <param name="key">The resource key.</param>
    internal static string Choose(
        string? messageFileName, string? contentDisposition, string? contentType, ReadOnlySpan<byte> firstBytes, string key)
    {
        // A name of which nothing survives does not count: try the next source.
        var name = PortableFileName.Clean(messageFileName) ?? ContentDisposition.FileName(contentDisposition);
        var extension = MediaTypes.ExtensionFor(contentType) ?? MediaTypes.Sniff(firstBytes);
        return PortableFileName.Make(name, key, extension);
    }

    /// <summary>What <see cref="Choose"/> will say whatever the answer brings, or null when that depends on the answer.</summary>
    internal static string? Known(string? messageFileName) =>
        PortableFileName.Clean(messageFileName) is { } name && SplitFileName.Split(name).HasExtension ? name : null;
}
