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
    public Task<JsonDocument> GetChatAsync(string chatId, CancellationToken cancellationToken) => OfChat(chatId, GetJsonAsync(
        Endpoints.ChatGet, $"open-apis/im/v1/chats/{ApiPath.Segment("ChatId", chatId)}", LarkErrors.Localized($"Chat '{chatId}' could not be read", $"无法读取会话 '{chatId}'"), chatId, cancellationToken));

    /// <summary>A call about a chat. Where the platform does not know the id, and it has not the usual form, it may be the name of the chat.</summary>
    private static Task<T> OfChat<T>(string chatId, Task<T> call)
    {
        return ApiPath.IsChatId(chatId) ? call : Advised();

        async Task<T> Advised()
        {
            try
            {
                return await call.ConfigureAwait(false);
            }
            catch (LarkException e) when (e.ErrorId is Situations.ChatNotFound or Situations.AppNotInChat)
            {
                throw LarkErrors.Advised(e, LarkErrors.Localized(
                    $"If '{chatId.Trim()}' is the name of a chat, pipe the chat in from Get-LarkChat '{chatId.Trim()}'.",
                    $"如果 '{chatId.Trim()}' 是会话名称，请从 Get-LarkChat '{chatId.Trim()}' 通过管道传入会话。"));
            }
        }
    }
}
