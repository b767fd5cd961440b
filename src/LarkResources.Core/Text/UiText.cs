using System.Globalization;

namespace LarkResources.Text;

/// <summary>Chooses between the two languages that people read.</summary>
internal static class UiText
{
    /// <summary>True under a <c>zh</c> UI culture.</summary>
    public static bool IsChinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    /// <summary>The Chinese text under a <c>zh</c> UI culture, else the English one.</summary>
    public static string Of(string english, string chinese) => IsChinese ? chinese : english;
}
