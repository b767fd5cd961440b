using System.Globalization;
using System.Text.Json;

namespace LarkResources.Messages;

/// <summary>Chooses among the languages of a content, <c>{"zh_cn":…,"en_us":…}</c>.</summary>
internal static class PreferredLanguage
{
    /// <summary>The value in the language of the UI culture, else in English or Chinese, else the first; null when none is of use.</summary>
    public static JsonElement? Of(JsonElement languages, Func<JsonElement, bool> isUsable)
    {
        if (languages.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var culture = CultureInfo.CurrentUICulture;
        var best = int.MaxValue;
        JsonElement? chosen = null;
        foreach (var language in languages.EnumerateObject())
        {
            if (Rank(language.Name, culture) is var rank && rank < best && isUsable(language.Value))
            {
                (best, chosen) = (rank, language.Value);
            }
        }

        return chosen;
    }

    private static int Rank(string name, CultureInfo culture)
    {
        // zh-Hans-CN is zh_cn as well.
        var parts = culture.Name.Split('-');
        return name.Equals($"{parts[0]}_{parts[^1]}", StringComparison.OrdinalIgnoreCase) ? 0
            : name.StartsWith(culture.TwoLetterISOLanguageName, StringComparison.OrdinalIgnoreCase) ? 1
            : name switch { "en_us" => 2, "zh_cn" => 3, _ => 4 };
    }
}
