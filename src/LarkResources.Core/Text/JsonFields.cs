using System.Globalization;
using System.Text.Json;

namespace LarkResources.Text;

/// <summary>Reads fields of an answer without trusting that they are there or of the promised kind.</summary>
internal static class JsonFields
{
    /// <summary>The field, or null when the element is not an object or has no such field that is not null.</summary>
    internal static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>The field as text (numbers too), or null when it is missing, empty or not text.</summary>
    internal static string? Text(this JsonElement element, string name)
    {
        var text = element.Field(name) switch
        {
            { ValueKind: JsonValueKind.String } value => StringOf(value),
            { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The field as a whole number, also when it was sent as a string; null otherwise.</summary>
    internal static long? Whole(this JsonElement element, string name) =>
        long.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>True when the field is true.</summary>
    internal static bool Flag(this JsonElement element, string name) =>
        element.Field(name) is { } value
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && StringOf(value) == "true"));

    /// <summary>All fields of an object by their names, for more than a few look-ups: each of <see cref="Field"/> goes through the object.</summary>
    internal static Dictionary<string, JsonElement> Table(this JsonElement element)
    {
        var table = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object)
        {
            return table;
        }

        foreach (var field in element.EnumerateObject())
        {
            try
            {
                table[field.Name] = field.Value;
            }
            catch (InvalidOperationException)
            {
                // A name with half a character, which nothing asks for.
            }
        }

        return table;
    }

    /// <summary>The string, or null when it holds half a character (an escape such as \ud83d alone), which no .NET string comes from.</summary>
    internal static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
