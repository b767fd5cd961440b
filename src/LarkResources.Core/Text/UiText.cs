using System.Globalization;

namespace LarkResources.Text;

/// <summary>Chooses between the two languages that people read.</summary>
internal static class UiText
{
    /// <summary>True under a <c>zh</c> UI culture.</summary>
    public static bool IsChinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    /// <summary>The Chinese text under a <c>zh</c> UI culture, else the English one.</summary>
    public static string Of(string english, string chinese) => IsChinese ? chinese : english;

    /// <summary>What something reads as in the other of the two languages.</summary>
    /// <remarks>With <c>DOTNET_SYSTEM_GLOBALIZATION_INVARIANT</c>, as in small containers, the process has no other.</remarks>
    public static T InTheOther<T>(Func<T> read)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = Existing(IsChinese ? "en-US" : "zh-CN") ?? before;
            return read();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static CultureInfo? Existing(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The text with a full stop, if it has none.</summary>
    public static string Sentence(string text)
    {
        var words = text.TrimEnd();
        return words is [.., '.' or '。'] ? words : words + Of(".", "。");
    }

    /// <summary>Two sentences. Between Chinese ones there is no space: the full stop is as wide as a character.</summary>
    public static string Sentences(string first, string? second) =>
        second is null || (IsChinese && first is [.., var last] && !char.IsAscii(last)) ? first + second : $"{first} {second}";
}
