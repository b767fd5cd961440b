using System.Text.Json;
using LarkResources.Errors;

namespace LarkResources.Api;

/// <content>The endpoints about chats.</content>
internal sealed partial class LarkClient
{
    /// <summary>One page of the chats the identity is in.</summary>
    /// <param name="withSingleChats">True for those between two people too; the platform refuses that to an app.</param>
    /// <param name="pageToken">The page; null is the first.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>GET im/v1/chats, page size at most 100; types as larksuite/cli sends it (im_chat_list.go).</remarks>
    public Task<JsonDocument> ListChatsAsync(bool withSingleChats, string? pageToken, CancellationToken cancellationToken) => GetJsonAsync(
        Endpoints.ChatList, $"open-apis/im/v1/chats?page_size=100{(withSingleChats ? "&types=p2p,group" : string.Empty)}{Token(pageToken)}", LarkErrors.Localized("The chats could not be listed", "无法列出会话"), null, cancellationToken);

    /// <summary>One chat.</summary>
    /// <remarks>GET im/v1/chats/:chat_id; a blank id would be the list, so it is refused before.</remarks>
    public Task<JsonDocument> GetChatAsync(string chatId, CancellationToken cancellationToken) => GetJsonAsync(
        Endpoints.ChatGet, $"open-apis/im/v1/chats/{ApiPath.Segment("ChatId", chatId)}", LarkErrors.Localized($"Chat '{chatId}' could not be read", $"无法读取会话 '{chatId}'"), chatId, cancellationToken);
}
