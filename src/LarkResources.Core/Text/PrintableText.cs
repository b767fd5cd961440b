using System.Text;

namespace LarkResources.Text;

/// <summary>Makes text of other people fit to be shown on several lines.</summary>
internal static class PrintableText
{
    /// <summary>The text with one kind of line break, without characters that rewrite what a reader sees.</summary>
    /// <remarks>
    /// Control characters become <c>�</c>. Marks that turn the direction of writing and characters without a shape disappear; joiners stay,
    /// since emoji and several scripts are written with them.
    /// </remarks>
    public static string From(string text)
    {
        var odd = FirstOdd(text);
        if (odd == text.Length)
        {
            return text;
        }

        var result = new StringBuilder(text, 0, odd, text.Length);
        var before = '\0';
        foreach (var rune in text.AsSpan(odd).EnumerateRunes())
        {
            if (IsLineBreak(rune.Value))
            {
                if (before != '\r' || rune.Value != '\n')
                {
                    result.Append('\n');
                }
            }
            else if (!IsInvisible(rune.Value))
            {
                Append(result, IsControl(rune.Value) ? Rune.ReplacementChar : rune);
            }

            before = rune.IsBmp ? (char)rune.Value : '\0';
        }

        return result.ToString();
    }

    /// <summary>A name on one line; null when there is nothing to see in it.</summary>
    public static string? OneLine(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var line = From(name);
        line = line.AsSpan().IndexOfAny('\n', '\t') < 0 ? line.Trim() : string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : line;
    }

    /// <summary>True for a text that is shown as it is, on one line.</summary>
    public static bool IsLine(string text) => FirstOdd(text) == text.Length && text.AsSpan().IndexOfAny('\n', '\t') < 0;

    private static int FirstOdd(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var character = text[at];
            if (char.IsSurrogate(character) && Rune.TryGetRuneAt(text, at, out var rune) && !IsInvisible(rune.Value))
            {
                // An emoji.
                at += 2;
            }
            else if (IsOdd(character))
            {
                break;
            }
            else
            {
                at++;
            }
        }

        return at;
    }

    private static bool IsOdd(char character) =>
        character < ' ' ? character is not ('\n' or '\t')
        : character >= '\u007f' && (character <= '\u009f' || char.IsSurrogate(character) || IsLineBreak(character) || IsInvisible(character));

    private static bool IsControl(int character) => character is (< ' ' and not '\t') or (>= 0x7f and <= 0x9f);

    private static bool IsLineBreak(int character) => character is '\n' or '\r' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029;

    private static bool IsInvisible(int character) => character is 0xAD or 0x61C or 0x180E or 0x200B or 0x200E or 0x200F
        or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE007F);

    private static void Append(StringBuilder result, Rune rune)
    {
        Span<char> characters = stackalloc char[2];
        result.Append(characters[..rune.EncodeToUtf16(characters)]);
    }
}
