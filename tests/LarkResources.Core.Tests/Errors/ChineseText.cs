using System.Globalization;
using System.Text.RegularExpressions;

namespace LarkResources.Tests;

/// <summary>A Chinese UI culture for one test, and what a text of it may hold.</summary>
internal static partial class ChineseText
{
    /// <summary>Under <c>zh-CN</c> until it is disposed of.</summary>
    public static IDisposable Shell() => new Culture();

    /// <summary>Chinese, and no word of another language but names.</summary>
    public static void AssertOnly(string text)
    {
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}{2}", text);
        Assert.DoesNotMatch("[A-Za-z]{3}", Names().Replace(text, " "));
    }

    // Quoted names, codes and hosts, parameters, commands, variables, socket errors, and words that are the same in Chinese.
    [GeneratedRegex(@"'[^']*'|“[^”]*”|-\w+|\w+-Lark\w*|[A-Z]{2,}[A-Z_]*\w*|[\w.]+:\d+|\w+_\w*|im:[\w.:]+|ConnectionRefused|MessageId|ChatId|ThreadId|FileKey|token|https?:|Lark|Feishu|open\.\S+")]
    private static partial Regex Names();

    private sealed class Culture : IDisposable
    {
        private readonly CultureInfo _before = CultureInfo.CurrentUICulture;

        public Culture() => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");

        public void Dispose() => CultureInfo.CurrentUICulture = _before;
    }
}
