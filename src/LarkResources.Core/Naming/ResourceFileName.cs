namespace LarkResources.Naming;

/// <summary>Chooses the name of a downloaded resource.</summary>
internal static class ResourceFileName
{
    /// <summary>
    /// The message's <c>file_name</c>, else <c>filename*</c>, else <c>filename</c> of Content-Disposition, else the key, made portable;
    /// with an extension from the first bytes and Content-Type when the name has none.
    /// </summary>
    /// <param name="messageFileName">From the message content, or null.</param>
    /// <param name="contentDisposition">The raw header value as .NET hands it out (bytes read as Latin-1), or null.</param>
    /// <param name="contentType">The raw header value, or null.</param>
    /// <param name="firstBytes">The start of the body, as much as <see cref="BytesThatTell"/> wants.</param>
    /// <param name="key">The resource key.</param>
    internal static string Choose(
        string? messageFileName, string? contentDisposition, string? contentType, ReadOnlySpan<byte> firstBytes, string key)
    {
        // A name of which nothing survives does not count: try the next source.
        var name = PortableFileName.Clean(messageFileName) ?? ContentDisposition.FileName(contentDisposition);
        return PortableFileName.Make(name, key, SplitFileName.Split(name ?? string.Empty).HasExtension ? null : FileExtension.Choose(contentType, firstBytes));
    }

    /// <summary>How many first bytes are worth waiting for before <see cref="Choose"/>, once a few are there: none when the name is complete without them.</summary>
    internal static int BytesThatTell(string? messageFileName, string? contentDisposition, ReadOnlySpan<byte> firstBytes) =>
        Known(messageFileName) is null && Known(ContentDisposition.FileName(contentDisposition)) is null ? MediaTypes.BytesThatTell(firstBytes) : 0;

    /// <summary>What <see cref="Choose"/> will say whatever the answer brings, or null when that depends on the answer.</summary>
    internal static string? Known(string? messageFileName) =>
        PortableFileName.Clean(messageFileName) is { } name && SplitFileName.Split(name).HasExtension ? name : null;
}
