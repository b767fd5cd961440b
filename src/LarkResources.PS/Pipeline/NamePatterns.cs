using System.Management.Automation;
using LarkResources.Errors;

namespace LarkResources.Pipeline;

/// <summary>Wildcards of PowerShell, any of which may match a name; upper and lower case do not matter.</summary>
/// <param name="patterns">The patterns; none match nothing.</param>
internal sealed class NamePatterns(IEnumerable<string> patterns)
{
    private readonly WildcardPattern[] _patterns = [.. patterns.Select(Compile)];

    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>A pattern that can be matched.</summary>
    /// <exception cref="LarkException">InvalidRequestParameter for one that PowerShell does not take.</exception>
    public static WildcardPattern Compile(string pattern) => TryCompile(pattern) ?? throw NotValid(pattern);

    /// <summary>The same; null for one that PowerShell does not take.</summary>
    public static WildcardPattern? TryCompile(string pattern)
    {
        try
        {
            // Case is that of no language: the same pattern matches the same names on every machine.
            var compiled = new WildcardPattern(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

            // Only matching shows that it cannot be read.
            compiled.IsMatch(string.Empty);
            return compiled;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }

    public static LarkException NotValid(string pattern) => LarkErrors.Local(
        Situations.InvalidRequestParameter, LarkErrors.Localized($"'{pattern}' is not a valid wildcard pattern.", $"'{pattern}' 不是有效的通配符模式。"), pattern,
        recommendation: LarkErrors.Localized(
            "Close each [ with a ], or write `[ in single quotes for the character itself.",
            "请用 ] 闭合每个 [；若要匹配字符 [ 本身，请在单引号中写成 `[。"));

    public bool Match(string? name) => name is not null && _patterns.Any(pattern => pattern.IsMatch(name));
}
