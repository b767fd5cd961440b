using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace LarkResources.Export.Gallery;

/// <summary>How data is written into the page and beside it.</summary>
internal static class GalleryJson
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(Readable()) };

    public static void WriteNumber(this Utf8JsonWriter json, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    public static void WriteStrings(this Utf8JsonWriter json, IEnumerable<string?> strings)
    {
        json.WriteStartArray();
        foreach (var text in strings)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>Chinese stays Chinese. The encoder itself escapes &lt;, &gt;, &amp;, quotes and U+2028, so that nothing can end the block.</summary>
    private static TextEncoderSettings Readable()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        foreach (var (first, last) in new[] { ('\u061C', '\u061C'), ('\u200B', '\u200F'), ('\u202A', '\u202E'), ('\u2060', '\u206F'), ('\uFEFF', '\uFEFF') })
        {
            // Marks of direction and of no width: who reads the source must not be deceived either.
            settings.ForbidCharacters([.. Enumerable.Range(first, last - first + 1).Select(code => (char)code)]);
        }

        return settings;
    }
}
