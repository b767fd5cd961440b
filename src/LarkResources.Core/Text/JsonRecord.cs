using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace LarkResources.Text;

/// <summary>The fields of one object in the bytes of a JSON text; each is read when it is asked for, in the ways of <see cref="JsonFields"/>.</summary>
/// <param name="json">The text, as the places count in it.</param>
/// <param name="places">What <see cref="FieldNames.Locate"/> has found.</param>
internal readonly ref struct JsonRecord(ReadOnlySpan<byte> json, ReadOnlySpan<FieldPlace> places)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly ReadOnlySpan<FieldPlace> _places = places;

    public JsonTokenType KindOf(int field) => _places[field].Kind;

    public bool Has(int field) => _places[field].Kind != JsonTokenType.None;

    public bool IsEscaped(int field) => _places[field].IsEscaped;

    /// <summary>The value as it stands in the text; empty for a field that is missing.</summary>
    public ReadOnlySpan<byte> Raw(int field) => _json.Slice(_places[field].Start, _places[field].Length);

    /// <summary>The value as text (numbers too), or null when it is missing, empty or not text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string? Text(int field)
    {
        var text = KindOf(field) switch
        {
            JsonTokenType.String => StringOf(field),
            JsonTokenType.Number => Encoding.UTF8.GetString(Raw(field)),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The value as a whole number, also when it was sent as a string; null otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long? Whole(int field)
    {
        if (IsEscaped(field))
        {
            return long.TryParse(Text(field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var escaped) ? escaped : null;
        }

        var digits = KindOf(field) switch
        {
            JsonTokenType.String => Raw(field)[1..^1],
            JsonTokenType.Number => Raw(field),
            _ => default,
        };
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>True when the value is true.</summary>
    public bool Flag(int field) => KindOf(field) == JsonTokenType.True || (KindOf(field) == JsonTokenType.String && StringOf(field) == "true");

    /// <summary>A string, or null when it holds half a character.</summary>
    public string? StringOf(int field)
    {
        var raw = Raw(field);
        return IsEscaped(field) ? Unescaped(raw) : Encoding.UTF8.GetString(raw[1..^1]);
    }

    private static string? Unescaped(ReadOnlySpan<byte> raw)
    {
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
