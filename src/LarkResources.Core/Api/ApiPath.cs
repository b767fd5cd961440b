using System.Buffers;
using System.Globalization;
using LarkResources.Errors;

namespace LarkResources.Api;

/// <summary>Joins paths so that an id can never lead to another endpoint.</summary>
internal static class ApiPath
{
    /// <summary>The longest id that is sent; the platform's own are under 100 characters.</summary>
    public const int MaximumIdLength = 512;

    private const int MaximumShown = 60;

    /// <summary>The characters of the platform's own ids. The id of a chat has no others; a key of these alone needs no further check, and most have no others.</summary>
    private static readonly SearchValues<char> Ordinary = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>A base address may have a path of its own, as gateways do.</summary>
    public static Uri Join(Uri baseUri, string path) => new(baseUri.AbsoluteUri.TrimEnd('/') + "/" + path);

    /// <summary>Checks an id and escapes it for one segment of a path.</summary>
    /// <exception cref="LarkException">InvalidRequestParameter: blank, too long, or with a character that has a meaning in a URL.</exception>
    public static string Segment(string parameter, string id)
    {
        var trimmed = Clean(parameter, id);
        return Uri.EscapeDataString(trimmed);
    }

    /// <summary>The id without blanks around it, as people paste them; of a link, the id in it.</summary>
    public static string Clean(string parameter, string id)
    {
        var trimmed = id.Trim();
        trimmed = AppLink.IdIn(parameter, trimmed) ?? trimmed;
        return FaultOf(parameter, trimmed) is not { } fault
            ? trimmed
            : throw LarkErrors.Local(Situations.InvalidRequestParameter, LarkErrors.Localized($"The {parameter} '{Printable(trimmed)}' {fault}.", $"{parameter} '{Printable(trimmed)}' {fault}。"), Printable(trimmed), recommendation: Command(parameter, trimmed) ?? Advice(parameter));
    }

    /// <summary>True for text that can be sent as the key of a resource. U+FFFD stands for a character that was lost on the way.</summary>
    public static bool IsFileKey(string text) =>
        text.AsSpan().ContainsAnyExcept(Ordinary) ? !text.Contains('\uFFFD', StringComparison.Ordinal) && FaultOf("FileKey", text.Trim()) is null : text.Length is > 0 and <= MaximumIdLength;

    /// <summary>What is wrong with it, as the end of a sentence; null for an id that can be sent.</summary>
    private static string? FaultOf(string parameter, string trimmed) =>
        trimmed switch
        {
            "" => LarkErrors.Localized("is blank", "为空"),
            { Length: > MaximumIdLength } => LarkErrors.Localized($"has {trimmed.Length} characters, more than any id has", $"有 {trimmed.Length} 个字符，超出任何 ID 的长度"),
            "." or ".." => LarkErrors.Localized("is not an id", "不是 ID"),
            _ when trimmed.Any(HasMeaningInUrl) => LarkErrors.Localized("has a character that no id has (white space, a control character, or one of / \\ ? # % *)", "含有 ID 中不会出现的字符（空白、控制字符或 / \\ ? # % *）"),
            _ when trimmed.Any(IsInvisible) => LarkErrors.Localized("has an invisible character, as text copied from a document or a chat may", "含有不可见字符，从文档或聊天中复制时可能带入"),
            _ when parameter == "ChatId" && trimmed.AsSpan().ContainsAnyExcept(Ordinary) => LarkErrors.Localized("has a character that no id has (ids have only letters a to z, digits, _ and -)", "含有 ID 中不会出现的字符（ID 只有英文字母、数字、_ 和 -）"),
            _ when !IsWellFormed(trimmed) => LarkErrors.Localized("is not well-formed Unicode", "不是有效的 Unicode"),
            _ when parameter != "FileKey" && KindOf(trimmed) is { } kind && kind != parameter => LarkErrors.Localized($"looks like a {kind}", $"看起来是 {kind}"),
            _ => null,
        };

    /// <summary>As <see cref="Clean"/>, but returns the fault instead of throwing it.</summary>
    public static (string? Id, LarkException? Fault) TryClean(string parameter, string id)
    {
        try
        {
            return (Clean(parameter, id), null);
        }
        catch (LarkException e)
        {
            return (null, e);
        }
    }

    /// <summary>Which parameter an id of the platform's usual form belongs to; null for any other form, which only the platform can judge.</summary>
    private static string? KindOf(string id) => id switch
    {
        _ when id.StartsWith("om_", StringComparison.Ordinal) => "MessageId",
        _ when id.StartsWith("oc_", StringComparison.Ordinal) => "ChatId",
        _ when id.StartsWith("omt_", StringComparison.Ordinal) => "ThreadId",
        _ when id.StartsWith("ou_", StringComparison.Ordinal) => "SenderId",
        _ when id.StartsWith("img_", StringComparison.Ordinal) || id.StartsWith("file_v", StringComparison.Ordinal) => "FileKey",
        _ => null,
    };

    /// <summary>True for an id of any kind in the platform's usual form, a link, or a blank: everything that cannot be the name of a chat.</summary>
    public static bool HasFormOfId(string text) => string.IsNullOrWhiteSpace(text) || KindOf(text.Trim()) is not null || text.Contains("://", StringComparison.Ordinal);

    /// <summary>The id of a person or app without blanks around it.</summary>
    /// <exception cref="LarkException">InvalidRequestParameter: an id of something else, or a name. Names match no sender, and so the result would be empty without a reason.</exception>
    public static string CleanSender(string id)
    {
        var trimmed = id.Trim();
        return HasFormOfId(trimmed) || trimmed.StartsWith("cli_", StringComparison.Ordinal) ? Clean("SenderId", id) : throw LarkErrors.Local(
            Situations.InvalidRequestParameter,
            LarkErrors.Localized($"The SenderId '{Printable(trimmed)}' is not the id of a person (ou_…) or an app (cli_…).", $"SenderId '{Printable(trimmed)}' 不是用户（ou_…）或应用（cli_…）的 ID。"),
            Printable(trimmed), recommendation: Advice("SenderId"));
    }

    /// <summary>True for the id of a chat, or a link that names one.</summary>
    public static bool IsChatId(string text) => KindOf(text.Trim()) == "ChatId" || text.Contains("openChatId=", StringComparison.Ordinal);

    /// <summary>Where the right value for a parameter comes from.</summary>
    public static string Advice(string parameter) => parameter switch
    {
        "ChatId" => LarkErrors.Localized(
            "Run Get-LarkChat to see the chats with their ids, which begin with oc_. To go by the name, pipe the chat in: Get-LarkChat 'Finance Team' | …",
            "运行 Get-LarkChat 查看会话及其 ID（以 oc_ 开头）。要使用名称，请通过管道传入会话：Get-LarkChat 'Finance Team' | …"),
        "ThreadId" => LarkErrors.Localized("Run Get-LarkMessage -ChatId and take the ThreadId of a message, which begins with omt_.", "运行 Get-LarkMessage -ChatId，从消息中取 ThreadId（以 omt_ 开头）。"),
        "MessageId" => LarkErrors.Localized("Press Tab to choose a message, or run Get-LarkMessage -ChatId … | Select-Object MessageId, Text to see the ids, which begin with om_.", "按 Tab 键选择消息，或运行 Get-LarkMessage -ChatId … | Select-Object MessageId, Text 查看 ID（以 om_ 开头）。"),
        "SenderId" => LarkErrors.Localized("Press Tab to choose a person by name, or run Get-LarkMessage -ChatId … | Select-Object SenderName, SenderId to see the ids, which begin with ou_.", "按 Tab 键按姓名选择，或运行 Get-LarkMessage -ChatId … | Select-Object SenderName, SenderId 查看 ID（以 ou_ 开头）。"),
        _ => LarkErrors.Localized("Run Get-LarkMessage with the message id and take FileKey from its Resources.", "用消息 ID 运行 Get-LarkMessage，从其 Resources 中取 FileKey。"),
    };

    /// <summary>The command that an id is meant for, where it was given as that of a message; null for any other.</summary>
    private static string? Command(string parameter, string id) => (parameter, KindOf(id)) switch
    {
        _ when id.AsSpan().ContainsAnyExcept(Ordinary) || id.Length > MaximumShown => null,
        ("MessageId", "ChatId") => LarkErrors.Localized($"Run Get-LarkMessage -ChatId {id} to read the messages of that chat.", $"运行 Get-LarkMessage -ChatId {id} 读取该会话的消息。"),
        ("MessageId", "ThreadId") => LarkErrors.Localized($"Run Get-LarkMessage -ThreadId {id} to read the messages of that thread.", $"运行 Get-LarkMessage -ThreadId {id} 读取该话题的消息。"),
        _ => null,
    };

    // Some gateways decode %2F before they route: such a character is refused, not escaped.
    private static bool HasMeaningInUrl(char c) => c is '/' or '\\' or '?' or '#' or '%' or '*' || char.IsControl(c) || char.IsWhiteSpace(c);

    // Zero-width characters and those that turn the direction of what follows.
    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Format;

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
        var shown = id.Length > MaximumShown ? string.Concat(id.AsSpan(0, MaximumShown), "…") : id;
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) || IsInvisible(c) ? '\uFFFD' : c));
    }
}
