using System.Globalization;
using System.Text;

namespace LarkResources.Naming;

/// <summary>Which characters a file name may hold so that Windows, macOS and Linux all take it and a person sees all of it.</summary>
/// <remarks>A table of its own: <c>Path.GetInvalidFileNameChars()</c> knows the rules of the running system only (two characters on Linux).</remarks>
internal static class PortableCharacters
{
    internal const char Replacement = '_';

    // Letters and marks that are not format characters but print nothing: combining grapheme joiner, Hangul fillers,
    // Khmer inherent vowels. Variation selectors are left alone: emoji and Japanese names need them.
    private static readonly HashSet<int> Blank = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0];

    /// <summary>The text with every refused character replaced; path separators count as refused.</summary>
    internal static string Replace(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsRefused(rune))
            {
                result.Append(Replacement);
            }
            else
            {
                result.Append(rune);
            }
        }

        return result.ToString();
    }

    private static bool IsRefused(Rune rune)
    {
        if (rune.Value is '<' or '>' or ':' or '"' or '/' or '\\' or '|' or '?' or '*')
        {
            return true;
        }

        // An unpaired surrogate is enumerated as U+FFFD, which says nothing in a name anyway.
        if (rune == Rune.ReplacementChar || Blank.Contains(rune.Value))
        {
            return true;
        }

        // Control: C0, DEL, C1. Format: bidi controls, zero-width characters, BOM, tags. Not assigned, noncharacters among
        // them: APFS answers "illegal byte sequence" (seen by users with emoji newer than their macOS).
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;
    }
}
