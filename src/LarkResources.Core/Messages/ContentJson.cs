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
            return JsonDocument.Parse(WellFormedJson.Of(text), Options);
        }
        catch (JsonException)
        {
            // Notices such as "This message was recalled" are plain text.
            return null;
        }
    }
}
