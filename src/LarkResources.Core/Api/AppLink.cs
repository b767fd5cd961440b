using LarkResources.Errors;

namespace LarkResources.Api;

/// <summary>Links to chats, threads and messages, as the clients open them and the API gives them in <c>message_app_link</c>.</summary>
/// <remarks>
/// The parameter openChatId is on the official page of the AppLink protocol; openMessageId and open_thread_id are seen in links that clients make.
/// A link copied from a message in a client has a token instead, which only a client can read.
/// </remarks>
internal static class AppLink
{
    /// <summary>The id that a link names for a parameter; null for text that is not a link.</summary>
    /// <exception cref="LarkException">InvalidRequestParameter: the link names no such id.</exception>
    public static string? IdIn(string parameter, string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var link))
        {
            return null;
        }

        var (names, noun, chineseNoun) = parameter switch
        {
            "ChatId" => (new[] { "openChatId", "open_chat_id", "chatId" }, "chat", "会话"),
            "ThreadId" => (["open_thread_id", "openThreadId", "threadId"], "thread", "话题"),
            "MessageId" => (["openMessageId", "open_message_id", "messageId"], "message", "消息"),
            _ => ([], "resource", "资源"),
        };
        var values = System.Web.HttpUtility.ParseQueryString(link.Query);
        return names.Select(name => values[name]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) ?? throw LarkErrors.Local(
            Situations.InvalidRequestParameter,
            LarkErrors.Localized(
                $"The link given as {parameter} does not name a {noun}{(values["token"] is null ? string.Empty : "; its token can be read only by the Lark client")}.",
                $"作为 {parameter} 的链接没有指明{chineseNoun}{(values["token"] is null ? string.Empty : "；其中的 token 只有飞书客户端能读取")}。"),
            null,
            recommendation: Advice(parameter, values["openChatId"]));
    }

    private static string Advice(string parameter, string? chatId) => parameter == "ChatId"
        ? ApiPath.Advice(parameter)
        : LarkErrors.Localized(
            $"Run Get-LarkMessage -ChatId {chatId ?? "<chat id>"} and take the id from there.",
            $"运行 Get-LarkMessage -ChatId {chatId ?? "<会话 ID>"}，从中取得 ID。");
}
