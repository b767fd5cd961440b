using System.Text;

namespace LarkResources.Naming;

/// <summary>A name reduced for a disk that ignores case: APFS and ext4 fold by Unicode, where a letter may become two and some characters nothing.</summary>
internal static class CaseFolding
{
    /// <summary>The letters that become several and do not come apart in the decomposed form (rows F of Unicode's CaseFolding.txt).</summary>
    private static readonly Dictionary<int, string> Several = new()
    {
        [0x00DF] = "SS",
        [0x1E9E] = "SS",
        [0x0149] = "\u02BCN",
        [0x0587] = "\u0535\u0552",
        [0x1E9A] = "A\u02BE",
        [0xFB00] = "FF",
        [0xFB01] = "FI",
        [0xFB02] = "FL",
        [0xFB03] = "FFI",
        [0xFB04] = "FFL",
        [0xFB05] = "ST",
        [0xFB06] = "ST",
        [0xFB13] = "\u0544\u0546",
        [0xFB14] = "\u0544\u0535",
        [0xFB15] = "\u0544\u053B",
        [0xFB16] = "\u054E\u0546",
        [0xFB17] = "\u0544\u053D",
    };

    /// <param name="decomposed">The name in the decomposed form of Unicode.</param>
    internal static string Of(string decomposed)
    {
        var folded = new StringBuilder(decomposed.Length);
        foreach (var rune in decomposed.EnumerateRunes())
        {
            if (Several.TryGetValue(rune.Value, out var letters))
            {
                folded.Append(letters);
            }
            else if (rune.Value is not (>= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF))
            {
                // Variation selectors count for nothing. Down and up again: some letters have several small forms, some several large ones.
                folded.Append(Rune.ToUpperInvariant(Rune.ToLowerInvariant(rune)).ToString());
            }
        }

        return folded.ToString();
    }
}
