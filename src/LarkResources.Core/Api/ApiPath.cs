namespace LarkResources;

/// <summary>Joins paths so that an id can never lead to another endpoint.</summary>
internal static class ApiPath
{
    /// <summary>The longest id that is sent; the platform's own are under 100 characters.</summary>
    public const int MaximumIdLength = 512;

    /// <summary>A base address may have a path of its own, as gateways do.</summary>
    public static Uri Join(Uri baseUri, string path) => new(baseUri.AbsoluteUri.TrimEnd('/') + "/" + path);

    /// <summary>Checks an id and escapes it for one segment of a path.</summary>
    /// <exception cref="LarkException">InvalidRequestParameter: blank, too long, or with a character that has a meaning in a URL.</exception>
    public static string Segment(string parameter, string id)
    {
        var trimmed = Clean(parameter, id);
        return Uri.EscapeDataString(trimmed);
    }

    /// <summary>The id without blanks around it, as people paste them.</summary>
    public static string Clean(string parameter, string id)
    {
        var trimmed = id.Trim();
        var fault = trimmed switch
        {
            "" => "is blank",
            { Length: > MaximumIdLength } => $"has {trimmed.Length} characters, more than any id has",
            "." or ".." => "is not an id",
            _ when trimmed.Any(HasMeaningInUrl) => "has a character that no id has (white space, a control character, or one of / \\ ? # %)",
            _ when !IsWellFormed(trimmed) => "is not well-formed Unicode",
            _ => null,
        };
        return fault is null
            ? trimmed
            : throw LarkErrors.Local("InvalidRequestParameter", $"The {parameter} '{Printable(trimmed)}' {fault}.", Printable(trimmed));
    }

    // Some gateways decode %2F before they route: such a character is refused, not escaped.
    private static bool HasMeaningInUrl(char c) => c is '/' or '\\' or '?' or '#' or '%' || char.IsControl(c) || char.IsWhiteSpace(c);

    private static bool IsWellFormed(string id)
    {
        for (var i = 0; i < id.Length; i++)
        {
            if (char.IsHighSurrogate(id[i]) && i + 1 < id.Length && char.IsLowSurrogate(id[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(id[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Printable(string id)
    {
        var shown = id.Length > 60 ? string.Concat(id.AsSpan(0, 60), "…") : id;
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
    }
}
