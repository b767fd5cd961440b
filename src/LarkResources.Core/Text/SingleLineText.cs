using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LarkResources.Text;

/// <summary>Makes text from elsewhere fit to stand in an error message: one line, printable, short, without secrets.</summary>
internal static partial class SingleLineText
{
    private const string Hidden = "***";
    private const int LongestLink = 2000;

    private static readonly SearchValues<char> LinkCharacters = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => c is not ('"' or '<' or '>' or '`' or '\\'))]);

    /// <summary>Blanks and line breaks become one space; control, bidi, zero-width and unassigned characters become <c>�</c>.</summary>
    /// <remarks>A bidi override or an escape sequence in a server's text could otherwise rewrite what a terminal shows.</remarks>
    public static string From(string text, int maxLength)
    {
        // Redacting needs the words around a secret, so it sees more than the part that is kept. It sees what a person will: a joiner
        // that is invisible before a word would otherwise hide the word from it.
        var line = Redact(Printable(text.Length > 4 * maxLength ? text[..(4 * maxLength)] : text));
        if (line.Length <= maxLength)
        {
            return line;
        }

        var end = maxLength - 1;
        return (char.IsLowSurrogate(line[end]) ? line[..(end - 1)] : line[..end]).TrimEnd() + '…';
    }

    /// <summary>An address only if it is an absolute http or https one without a character that could mislead a reader.</summary>
    public static string? Link(string? text) =>
        text is not null
        && CouldBeLink(text)
        && WebAddress.Parse(text, UriKind.Absolute) is { } uri
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
            ? text
            : null;

    /// <summary>True for a text of the characters and the length of a link.</summary>
    public static bool CouldBeLink(string text) => text.Length is > 0 and <= LongestLink && !text.AsSpan().ContainsAnyExcept(LinkCharacters);

    private static string Printable(string text)
    {
        var line = new StringBuilder(text.Length);
        var blank = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                blank = line.Length > 0;
                continue;
            }

            if (blank)
            {
                line.Append(' ');
                blank = false;
            }

            line.Append((IsPrintable(rune) ? rune : Rune.ReplacementChar).ToString());
        }

        return line.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    // A debugging proxy may echo the request, with the token in its header or the app's secret in its body.
    private static string Redact(string text) =>
        SecretFieldPattern().Replace(BearerPattern().Replace(text, "Bearer " + Hidden), "$1" + Hidden);

    [GeneratedRegex(@"(?<![a-z])(?:(?:Bearer|Basic)\s+)+(?!\w*(?:secret|token|ticket|code)\W*[:=])[A-Za-z0-9._~+/=-]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BearerPattern();

    [GeneratedRegex(@"((?:(?:app_secret|client_secret|app_ticket|device_code|[a-z_]*(?:access|refresh)_token)\\*[""']?\s*[:=]\s*\\*[""']?)+)[^""'\\\s&,}]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretFieldPattern();
}
