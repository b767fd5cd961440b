using System.Buffers;
using System.Text;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Writes pieces of Markdown.</summary>
internal static class Markdown
{
    private static readonly SearchValues<char> NotInTarget = SearchValues.Create(" ()<>\t\r\n\\");

    public static string Bold(string? text) => PrintableText.OneLine(text) is { } line ? $"**{line}**" : string.Empty;

    /// <summary>The text between marks. Blanks at its ends stay outside: with them inside it would not be emphasis.</summary>
    public static string Emphasized(string text, string mark, string? end = null)
    {
        var inner = text.AsSpan().Trim();
        if (inner.IsEmpty)
        {
            return text;
        }

        var start = text.Length - text.AsSpan().TrimStart().Length;
        return $"{text.AsSpan(0, start)}{mark}{inner}{end ?? mark}{text.AsSpan(start + inner.Length)}";
    }

    public static string Link(string? text, string? address)
    {
        var shown = PrintableText.OneLine(text);
        return string.IsNullOrWhiteSpace(address) ? shown ?? string.Empty
            : shown is null || shown == address ? Target(address)
            : $"[{Bracketed(shown)}]({Target(address)})";
    }

    public static string Image(string? name, string key) => $"![{Bracketed(PrintableText.OneLine(name) ?? key)}]({Target(key)})";

    /// <summary>Lines of code. The fence is longer than any in the code, which could otherwise end it.</summary>
    public static string CodeBlock(string? language, string code)
    {
        var fence = new string('`', Math.Max(3, LongestRun(code, '`') + 1));
        var name = language is null or "PLAIN_TEXT" or "plaintext" || !language.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '#' or '.')
            ? string.Empty
            : language.ToLowerInvariant();
        return $"{fence}{name}\n{code}{(code.EndsWith('\n') ? string.Empty : "\n")}{fence}";
    }

    public static string CodeSpan(string code)
    {
        var fence = new string('`', LongestRun(code, '`') + 1);
        return code.Length == 0 ? string.Empty : fence.Length > 1 ? $"{fence} {code} {fence}" : $"{fence}{code}{fence}";
    }

    /// <summary>Every line of the text behind a prefix.</summary>
    public static string Prefixed(string text, string prefix) => prefix + text.Replace("\n", "\n" + prefix, StringComparison.Ordinal);

    /// <summary>A table, the first row of which is its head.</summary>
    public static string Table(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = new StringBuilder();
        for (var row = 0; row < rows.Count; row++)
        {
            table.Append('|').AppendJoin('|', rows[row].Select(cell => $" {Cell(cell)} ")).Append("|\n");
            if (row == 0)
            {
                table.Append('|').AppendJoin('|', rows[0].Select(_ => " --- ")).Append("|\n");
            }
        }

        return table.ToString().TrimEnd();
    }

    private static string Cell(string text) => (PrintableText.OneLine(text) ?? string.Empty).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Bracketed(string text) =>
        text.AsSpan().IndexOfAny('[', ']') < 0 ? text : text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    private static string Target(string address)
    {
        var line = PrintableText.From(address.Trim());
        return line.AsSpan().IndexOfAny(NotInTarget) < 0 ? line : string.Concat(line.Select(c => NotInTarget.Contains(c) ? $"%{(int)c:X2}" : c.ToString()));
    }

    private static int LongestRun(string text, char character)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == character ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
