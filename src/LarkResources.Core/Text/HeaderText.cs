using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace LarkResources.Text;

/// <summary>The ways in which text beyond ASCII hides in a header value.</summary>
internal static partial class HeaderText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>RFC 8187, <c>UTF-8'en'%e2%82%ac</c>: the text, or null when the value is not of this form.</summary>
    internal static string? DecodeExtended(string value)
    {
        var parts = value.Split('\'', 3);
        return parts.Length == 3 && TryUnescape(parts[2], out var bytes) ? Decode(parts[0].Trim(), bytes) : null;
    }

    /// <summary>A plain <c>filename</c>: encoded words, percent-encoded UTF-8 or raw UTF-8 read as Latin-1 are undone, all else stays.</summary>
    internal static string DecodePlain(string value)
    {
        if (value.Contains("=?", StringComparison.Ordinal) && DecodeWords(value) is var decoded && decoded != value)
        {
            // Not twice: what came out may look like another encoding by chance.
            return decoded;
        }

        if (Ascii.IsValid(value))
        {
            // "100%25.txt" may be the real name; only an escape beyond ASCII shows that the name was encoded.
            return value.Contains('%', StringComparison.Ordinal) && TryUnescape(value, out var bytes) && bytes.Any(b => b >= 0x80)
                ? Decode("utf-8", bytes) ?? value
                : value;
        }

        return value.Any(c => c > 0xFF) ? value : Decode("utf-8", Encoding.Latin1.GetBytes(value)) ?? value;
    }

    private static string DecodeWords(string value)
    {
        // Blanks between two encoded words belong to the encoding.
        value = BetweenWords().Replace(value, "?==?");
        return EncodedWord().Replace(value, word => DecodeWord(word) ?? word.Value);
    }

    private static string? DecodeWord(Match word)
    {
        var text = word.Groups["text"].Value;
        if (word.Groups["form"].Value is "B" or "b")
        {
            var bytes = new byte[text.Length];
            return Convert.TryFromBase64String(text, bytes, out var length) ? Decode(word.Groups["charset"].Value, bytes[..length]) : null;
        }

        // Quoted-printable for headers: '_' is a space, =E4 a byte; the rest is percent-encoding with another sign.
        var percent = text.Replace("%", "%25", StringComparison.Ordinal).Replace('_', ' ').Replace('=', '%');
        return TryUnescape(percent, out var raw) ? Decode(word.Groups["charset"].Value, raw) : null;
    }

    private static bool TryUnescape(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var result = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                if (text[i] > 0xFF)
                {
                    return false;
                }

                result.Add((byte)text[i]);
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                result.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                return false;
            }
        }

        bytes = [.. result];
        return true;
    }

    private static string? Decode(string charset, byte[] bytes)
    {
        try
        {
            return charset.ToUpperInvariant() switch
            {
                "UTF-8" or "UTF8" => StrictUtf8.GetString(bytes),
                "ISO-8859-1" or "LATIN1" => Encoding.Latin1.GetString(bytes),
                "US-ASCII" => Array.TrueForAll(bytes, b => b < 0x80) ? Encoding.ASCII.GetString(bytes) : null,
                "GBK" or "GB2312" or "GB18030" => CodePagesEncodingProvider.Instance
                    .GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)?.GetString(bytes),
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            // The bytes are not text of that character set.
            return null;
        }
    }

    [GeneratedRegex(@"=\?(?<charset>[A-Za-z0-9_-]{1,40})(?:\*[A-Za-z0-9-]{1,20})?\?(?<form>[BbQq])\?(?<text>[^?\s]*)\?=")]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"\?=\s{1,16}=\?")]
    private static partial Regex BetweenWords();
}
