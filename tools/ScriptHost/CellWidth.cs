using System.Globalization;
using System.Text;

namespace ScriptHost;

/// <summary>How many cells text takes in a terminal: names in Chinese take two for each character.</summary>
internal static class CellWidth
{
    // The East Asian Wide and Fullwidth blocks (Unicode UAX #11) and the emoji, without the exceptions inside them.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    internal static int Of(ReadOnlySpan<char> text)
    {
        var cells = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            cells += Of(rune);
        }

        return cells;
    }

    internal static string Truncate(string text, int cells)
    {
        var used = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used > cells)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    private static int Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.Control)
        {
            return 0;
        }

        return Array.Exists(Wide, block => rune.Value >= block.First && rune.Value <= block.Last) ? 2 : 1;
    }
}
