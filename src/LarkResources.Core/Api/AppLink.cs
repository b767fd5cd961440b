using System.Globalization;
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

    /// <summary>The host on which links of a platform open, by the host of its API; null for any other host, which may belong to either.</summary>
    public static string? HostFor(string apiHost) => apiHost switch
    {
        "open.feishu.cn" => "applink.feishu.cn",
        "open.larksuite.com" => "applink.larksuite.com",
        _ => null,
    };

    /// <summary>A link to a message by its number in the chat, as larksuite/cli makes it where the platform gives none; null when a part is not known.</summary>
    public static string? ToMessage(string? host, string? chatId, long? position) => host is not null && chatId is not null && position > 0
        ? $"https://{host}/client/chat/open?openChatId={Uri.EscapeDataString(chatId)}&position={position.Value.ToString(CultureInfo.InvariantCulture)}"
        : null;

    private static string Advice(string parameter, string? chatId) => parameter == "ChatId"
        ? ApiPath.Advice(parameter)
        : LarkErrors.Localized(
            $"Run Get-LarkMessage -ChatId {chatId ?? "<chat id>"} and take the id from there.",
            $"运行 Get-LarkMessage -ChatId {chatId ?? "<会话 ID>"}，从中取得 ID。");
}
