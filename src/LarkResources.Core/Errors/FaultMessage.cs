using System.Globalization;
using System.Text;

namespace LarkResources.Errors;

/// <summary>The message of a failure, on one line: what failed, why, and the platform's own words where they add something.</summary>
internal static class FaultMessage
{
    private const string Detail = "ext=";

    public static string For(ApiFault fault, LarkErrorInfo info, string what)
    {
        var line = new StringBuilder(LarkErrors.Because(what, fault.Code is null ? Foreign(fault) : LarkErrors.Localized(info.Meaning, info.MeaningChinese)));
        if (Addition(fault, info) is { } addition)
        {
            line.Append(LarkErrors.Localized($" The platform says: \"{addition}\".", $"平台返回：“{addition}”。"));
        }

        if (fault.Scopes.Count > 0)
        {
            var scopes = string.Join(", ", fault.Scopes);
            line.Append(LarkErrors.Localized($" {(fault.Scopes.Count == 1 ? "Scope" : "One of these scopes is needed")}: {scopes}.", $"{(fault.Scopes.Count == 1 ? "权限" : "需要以下任一权限")}：{scopes}。"));
        }

        if (fault.Fields.Count > 0)
        {
            var fields = string.Join("; ", fault.Fields);
            line.Append(LarkErrors.Localized($" Fields: {fields}.", $"字段：{fields}。"));
        }

        return line.Append(Trace(fault)).ToString();
    }

    /// <summary>What the platform's support asks for: it ends the message.</summary>
    internal static string Trace(ApiFault fault)
    {
        var number = fault.Code is { } code
            ? LarkErrors.Localized(string.Create(CultureInfo.InvariantCulture, $"code {code}"), string.Create(CultureInfo.InvariantCulture, $"错误码 {code}"))
            : string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)fault.Status}");
        var log = fault.LogId is null ? string.Empty : LarkErrors.Localized($", log id {fault.LogId}", $"，日志 ID {fault.LogId}");
        return LarkErrors.Localized($" ({number}{log})", $"（{number}{log}）");
    }

    private static string Foreign(ApiFault fault) => fault.BodyStart is { } start
        ? LarkErrors.Localized($"The response does not come from the API; it begins with: {start}", $"返回内容不是来自 API，其开头为：{start}")
        : LarkErrors.Localized("The response has no error code.", "返回内容中没有错误码。");

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
