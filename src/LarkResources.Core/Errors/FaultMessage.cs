using System.Globalization;
using System.Text;

namespace LarkResources.Errors;

/// <summary>The message of a failure, on one line: what failed, why, and the platform's own words where they add something.</summary>
internal static class FaultMessage
{
    private const string Detail = "ext=";

    public static string For(ApiFault fault, LarkErrorInfo info, string what)
    {
        var line = new StringBuilder(what).Append(": ").Append(fault.Code is null ? Foreign(fault) : info.Meaning);
        if (Addition(fault, info) is { } addition)
        {
            line.Append(" The platform says: \"").Append(addition).Append("\".");
        }

        if (fault.Scopes.Count > 0)
        {
            line.Append(fault.Scopes.Count == 1 ? " Scope: " : " One of these scopes is needed: ")
                .AppendJoin(", ", fault.Scopes).Append('.');
        }

        if (fault.Fields.Count > 0)
        {
            line.Append(" Fields: ").AppendJoin("; ", fault.Fields).Append('.');
        }

        line.Append(" (").Append(fault.Code is { } code
            ? string.Create(CultureInfo.InvariantCulture, $"code {code}")
            : string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)fault.Status}"));
        if (fault.LogId is not null)
        {
            line.Append(", log id ").Append(fault.LogId);
        }

        return line.Append(')').ToString();
    }

    private static string Foreign(ApiFault fault) => fault.BodyStart is { } start
        ? $"The response does not come from the API; it begins with: {start}"
        : "The response has no error code.";

    /// <summary>What the platform's text adds to the row: all of an unknown code's, what follows <c>ext=</c>, or a text other than the documented one.</summary>
    private static string? Addition(ApiFault fault, LarkErrorInfo info)
    {
        if (fault.Message is not { } message || (fault.Scopes.Count > 0 && info.ErrorId == Situations.ScopeMissing))
        {
            // The texts of the scope codes only repeat the scopes, which follow anyway.
            return null;
        }

        var at = message.IndexOf(Detail, StringComparison.Ordinal);
        var text = (at < 0 ? message : message[(at + Detail.Length)..]).Trim(' ', ',', '.');
        return text.Length == 0 || Same(text, info.OfficialMessage) || Same(text, info.Meaning) ? null : text;
    }

    private static bool Same(string text, string? other) => other is not null && Letters(text).SequenceEqual(Letters(other));

    private static IEnumerable<char> Letters(string text) => text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant);
}
