using System.Text;
using LarkResources.Text;

namespace LarkResources.Naming;

/// <summary>Reads the file name out of a Content-Disposition header, however the server wrote it.</summary>
/// <remarks>
/// An own parser, because <c>ContentDispositionHeaderValue</c> gives up on unquoted names with spaces, and because the
/// platform sends raw UTF-8 bytes in <c>filename</c>, which .NET decodes as Latin-1.
/// </remarks>
internal static class ContentDisposition
{
    private const string Parameter = "filename";

    /// <summary>The name in the header (<c>filename*</c> before <c>filename</c>), or null when there is none that can be read. Never throws.</summary>
    internal static string? FileName(string? rawHeader)
    {
        if (string.IsNullOrEmpty(rawHeader))
        {
            return null;
        }

        string? plain = null;
        string? extended = null;
        SortedDictionary<int, (string Value, bool Encoded)>? pieces = null;
        foreach (var (name, value) in Parameters(rawHeader))
        {
            if (name.Equals(Parameter, StringComparison.OrdinalIgnoreCase))
            {
                plain ??= value;
            }
            else if (name.Equals(Parameter + "*", StringComparison.OrdinalIgnoreCase))
            {
                extended ??= HeaderText.DecodeExtended(value);
            }
            else if (PieceIndex(name) is { } index)
            {
                pieces ??= [];
                pieces.TryAdd(index, (value, name[^1] == '*'));
            }
        }

        extended ??= Join(pieces);
        return NullIfBlank(extended) ?? NullIfBlank(plain is null ? null : HeaderText.DecodePlain(plain));
    }

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static IEnumerable<(string Name, string Value)> Parameters(string header)
    {
        for (var position = 0; position < header.Length;)
        {
            var end = header.IndexOfAny([';', '='], position);
            if (end < 0)
            {
                yield break;
            }

            var name = header[position..end].Trim();
            position = end + 1;
            if (header[end] == ';')
            {
                // The disposition type, or a parameter without a value.
                continue;
            }

            yield return (name, ReadValue(header, ref position));
        }
    }

    private static string ReadValue(string header, ref int position)
    {
        while (position < header.Length && char.IsWhiteSpace(header[position]))
        {
            position++;
        }

        if (position < header.Length && header[position] == '"')
        {
            position++;
            return ReadQuoted(header, ref position);
        }

        // Unquoted names with spaces are no tokens, but they are sent.
        var end = header.IndexOf(';', position);
        var value = (end < 0 ? header[position..] : header[position..end]).Trim();
        position = end < 0 ? header.Length : end + 1;
        return value;
    }

    private static string ReadQuoted(string header, ref int position)
    {
        var value = new StringBuilder();
        while (position < header.Length && header[position] != '"')
        {
            // Only these two escapes: senders that put a Windows path here do not double its backslashes.
            if (header[position] == '\\' && position + 1 < header.Length && header[position + 1] is '"' or '\\')
            {
                position++;
            }

            value.Append(header[position++]);
        }

        var next = position < header.Length ? header.IndexOf(';', position) : -1;
        position = next < 0 ? header.Length : next + 1;
        return value.ToString();
    }

    private static int? PieceIndex(string name)
    {
        // RFC 2231: filename*0="start"; filename*1*=UTF-8''percent-encoded
        if (!name.StartsWith(Parameter + "*", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var digits = name.AsSpan(Parameter.Length + 1).TrimEnd('*');
        return digits.Length is 1 or 2 && int.TryParse(digits, System.Globalization.NumberStyles.None, null, out var index) ? index : null;
    }

    private static string? Join(SortedDictionary<int, (string Value, bool Encoded)>? pieces)
    {
        if (pieces is null || !pieces.TryGetValue(0, out var first))
        {
            return null;
        }

        // A character may be spread over two pieces, so the pieces are joined before they are decoded.
        var encoded = first.Encoded;
        var joined = new StringBuilder();
        for (var index = 0; pieces.TryGetValue(index, out var piece); index++)
        {
            joined.Append(encoded && !piece.Encoded ? Uri.EscapeDataString(piece.Value) : piece.Value);
        }

        return encoded ? HeaderText.DecodeExtended(joined.ToString()) : HeaderText.DecodePlain(joined.ToString());
    }
}
