using System.Buffers;
using System.Text;
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

    /// <summary>With what a JSON text, a comment before it or a mark of its encoding begins.</summary>
    private static readonly SearchValues<byte> Beginnings = SearchValues.Create([.. "{[\"-0123456789tfn/ \t\r\n"u8, Encoding.UTF8.Preamble[0]]);

    /// <summary>The same for a reader of bytes.</summary>
    internal static JsonReaderOptions ReaderOptions => new() { MaxDepth = Options.MaxDepth, AllowTrailingCommas = Options.AllowTrailingCommas, CommentHandling = Options.CommentHandling };

    /// <summary>The parsed text, or null when it is not JSON, is cut off, or nests too deep.</summary>
    internal static JsonDocument? TryParse(string text)
    {
        if (!MayBeJson(text))
        {
            return null;
        }

        try
        {
            // The runtime rents the bytes for a text and gives them back with the document; what has to be mended takes bytes of its own.
            return IsWellFormed(text) ? JsonDocument.Parse(text, Options) : JsonDocument.Parse(WellFormedJson.Of(text), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A part of a text that has been read before, as a tree.</summary>
    internal static JsonDocument Tree(ReadOnlySpan<byte> json) => JsonDocument.Parse(json.ToArray(), Options);

    /// <summary>False for notices such as "This message was recalled". To find that out by an exception would take longer than to read ten messages.</summary>
    internal static bool MayBeJson(ReadOnlySpan<byte> text) => !text.IsEmpty && Beginnings.Contains(text[0]);

    /// <summary>The text, with what a reader would stumble over mended.</summary>
    internal static ReadOnlySpan<byte> WellFormed(ReadOnlySpan<byte> text) =>
        text.StartsWith(Encoding.UTF8.Preamble) || text.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || WellFormedJson.MayHoldHalves(text) ? WellFormedJson.Of(text.ToArray()).Span : text;

    private static bool MayBeJson(string text) => text.Length > 0 && (text[0] == '\uFEFF' || (char.IsAscii(text[0]) && Beginnings.Contains((byte)text[0])));

    /// <summary>True when nothing needs to be mended: no half characters, written out or as an escape such as <c>\ud83d</c>, and no bare control characters.</summary>
    private static bool IsWellFormed(string text) =>
        !text.StartsWith('\uFEFF')
        && text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0
        && text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0
        && !text.Contains("\\ud", StringComparison.Ordinal)
        && !text.Contains("\\uD", StringComparison.Ordinal);
}
