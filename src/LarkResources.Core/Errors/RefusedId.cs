using System.Text.RegularExpressions;

namespace LarkResources.Errors;

/// <summary>Tells a wrong id from any other wrong parameter: the platform has one code for both and names the parameter in its text.</summary>
/// <remarks>The text after <c>ext=</c> is "invalid message_id", "invalid container_id" and so on (official page how-to-resolve-error-230001).</remarks>
internal static partial class RefusedId
{
    private const string Detail = "ext=";

    /// <summary>The row for the message, chat or thread that does not exist; null when the fault is about something else.</summary>
    public static LarkErrorInfo? RowFor(ApiFault fault, string? target)
    {
        if (fault.Code is not ApiCodes.InvalidParameter)
        {
            return null;
        }

        var row = Names(fault).Select(name => IdName().Match(name)).FirstOrDefault(match => match.Success)?.Groups[1].Value switch
        {
            null => null,
            "message" => ErrorCatalogue.Find(Situations.MessageNotFound),
            "thread" => MissingThread,
            "container" when target?.StartsWith("omt_", StringComparison.Ordinal) is true => MissingThread,
            _ => ErrorCatalogue.Find(Situations.ChatNotFound),
        };
        var info = row?.For(fault.Code, (int)fault.Status);

        // A message that does not exist is as final as under its own code.
        return info is null ? null : info with { Disposition = info.Disposition | row!.Disposition };
    }

    /// <summary>A thread is a message with its replies, and an id of it that leads nowhere is the same situation.</summary>
    private static LarkErrorInfo MissingThread => ErrorCatalogue.Find(Situations.MessageNotFound)! with
    {
        Meaning = "The thread id does not exist for this tenant.",
        Recommendation = "Run Get-LarkMessage -ChatId and take the ThreadId of a message, which begins with omt_.",
        MeaningChinese = "话题 ID 在当前租户下不存在。",
        RecommendationChinese = "运行 Get-LarkMessage -ChatId，从消息中取 ThreadId（以 omt_ 开头）。",
    };

    private static IEnumerable<string> Names(ApiFault fault)
    {
        foreach (var field in fault.Fields)
        {
            yield return field.Split(':')[0];
        }

        if (fault.Message is { } message)
        {
            yield return message[Math.Max(0, message.IndexOf(Detail, StringComparison.Ordinal))..];
        }
    }

    // Not container_id_type, message_id_list or batch_message_id: those are no ids of one object that this module sends.
    [GeneratedRegex(@"\b(?:open_)?(message|chat|thread|container)_id\b")]
    private static partial Regex IdName();
}
