using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace LarkResources.Text;

/// <summary>JSON from elsewhere, made such that every string and field name in it can be read.</summary>
/// <remarks>
/// A sender that cuts a name in the middle of an emoji writes half a character, as an escape such as <c>\ud83d</c> alone or as bytes that are no UTF-8.
/// The reader of .NET then throws for that one string, or for a field name for the whole object: U+FFFD in its place costs nothing else.
/// A sender that writes a line break into a string as it is makes it throw for the whole text; escaped, the break is what it was meant to be.
/// </remarks>
internal static class WellFormedJson
{
    private const int EscapeLength = 6;

    /// <summary>Where the scan of a string stops: at its end, at an escape, and at what may not stand in it.</summary>
    private static readonly SearchValues<byte> InString = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (byte)c), (byte)'"', (byte)'\\']);

    internal static ReadOnlyMemory<byte> Of(string json) => Of(Encoding.UTF8.GetBytes(json));

    internal static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        json = json[^WithoutPreamble(json.Span).Length..];
        return WithWholeEscapes(WithoutBareControls(Utf8.IsValid(json.Span) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span))));
    }

    private static ReadOnlyMemory<byte> WithoutBareControls(ReadOnlyMemory<byte> json)
    {
        // A text on one line has none, and most are.
        var text = json.Span;
        if (!text.ContainsAnyInRange((byte)0, (byte)(' ' - 1)))
        {
            return json;
        }

        ArrayBufferWriter<byte>? mended = null;
        var (copied, isInside) = (0, false);
        for (var at = 0; (isInside ? text[at..].IndexOfAny(InString) : text[at..].IndexOf((byte)'"')) is >= 0 and var skipped;)
        {
            at += skipped;
            switch (text[at])
            {
                case (byte)'"':
                    isInside = !isInside;
                    at++;
                    break;
                case (byte)'\\':
                    // What follows is part of the escape, unless it may not stand here at all.
                    at += at + 1 < text.Length && text[at + 1] >= ' ' ? 2 : 1;
                    break;
                case var control:
                    mended ??= new(text.Length + (8 * EscapeLength));
                    mended.Write(text[copied..at]);
                    mended.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', (byte)('0' + (control >> 4)), "0123456789abcdef"u8[control & 15]]);
                    copied = ++at;
                    break;
            }
        }

        mended?.Write(text[copied..]);
        return mended?.WrittenMemory ?? json;
    }

    /// <summary>False when no escape in the text can be half a character; true says nothing yet.</summary>
    internal static bool MayHoldHalves(ReadOnlySpan<byte> text) => text.IndexOf("\\ud"u8) >= 0 || text.IndexOf("\\uD"u8) >= 0;

    private static ReadOnlyMemory<byte> WithWholeEscapes(ReadOnlyMemory<byte> json)
    {
        var text = json.Span;
        if (!MayHoldHalves(text))
        {
            return json;
        }

        byte[]? mended = null;
        for (var at = 0; text[at..].IndexOf((byte)'\\') is >= 0 and var blank;)
        {
            at += blank;
            if (!TryUnit(text[at..], out var unit))
            {
                // Another escape, of two bytes at least: its second may be a backslash as well.
                at = Math.Min(at + 2, text.Length);
            }
            else if (char.IsHighSurrogate(unit) && TryUnit(text[(at + EscapeLength)..], out var low) && char.IsLowSurrogate(low))
            {
                at += 2 * EscapeLength;
            }
            else
            {
                if (char.IsSurrogate(unit))
                {
                    mended ??= json.ToArray();
                    "fffd"u8.CopyTo(mended.AsSpan(at + 2));
                }

                at += EscapeLength;
            }
        }

        return mended ?? json;
    }

    private static bool TryUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < EscapeLength || text[0] != '\\' || text[1] != 'u'
            || !ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        unit = (char)number;
        return true;
    }

    /// <summary>Text without the mark that editors put before UTF-8.</summary>
    public static ReadOnlySpan<byte> WithoutPreamble(ReadOnlySpan<byte> text) =>
        text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
}
