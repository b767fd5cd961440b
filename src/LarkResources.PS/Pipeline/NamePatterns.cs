using System.Management.Automation;

namespace LarkResources.Pipeline;

/// <summary>Wildcards of PowerShell, any of which may match a name; upper and lower case do not matter.</summary>
/// <param name="patterns">The patterns; none match nothing.</param>
internal sealed class NamePatterns(IEnumerable<string> patterns)
{
    private readonly WildcardPattern[] _patterns = [.. patterns.Select(pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase))];

    public bool IsEmpty => _patterns.Length == 0;

    public bool Match(string? name) => name is not null && _patterns.Any(pattern => pattern.IsMatch(name));
}
