using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Opens the JSON that is sent inside strings.</summary>
internal static class ContentJson
{
    // Cards nest deeper than the 64 levels of the default. The reader itself does not recurse, the walk over its result does:
    // this bounds the stack.
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 256,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The parsed text, or null when it is not JSON, is cut off, or nests too deep.</summary>
    internal static JsonDocument? TryParse(string text)
    {
        try
        {
            // The runtime rents the bytes for a text and gives them back with the document; what has to be mended takes bytes of its own.
            return IsWellFormed(text) ? JsonDocument.Parse(text, Options) : JsonDocument.Parse(WellFormedJson.Of(text), Options);
        }
        catch (JsonException)
        {
            // Notices such as "This message was recalled" are plain text.
            return null;
        }
    }

    /// <summary>True when nothing needs to be mended: no half characters, written out or as an escape such as <c>\ud83d</c>, and no bare control characters.</summary>
    private static bool IsWellFormed(string text) =>
        !text.StartsWith('\uFEFF')
        && text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0
        && text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0
        && !text.Contains("\\ud", StringComparison.Ordinal)
        && !text.Contains("\\uD", StringComparison.Ordinal);
}
