using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>The chats of an identity.</summary>
internal static class ChatDirectory
{
    public static IAsyncEnumerable<LarkChat> ListAsync(LarkClient client, CancellationToken cancellationToken) => Pages.ReadAsync(
        client.ListChatsAsync, item => ChatParser.Parse(item), int.MaxValue, LarkErrors.Localized("The chats could not be listed", "无法列出会话"), cancellationToken);

    /// <summary>All chats at once, or none where the list fails on the way.</summary>
    public static async Task<IReadOnlyList<LarkChat>> AllAsync(LarkClient client, CancellationToken cancellationToken)
    {
        var chats = new List<LarkChat>();
        await foreach (var chat in ListAsync(client, cancellationToken).ConfigureAwait(false))
        {
            chats.Add(chat);
        }

        return chats;
    }

    public static async Task<LarkChat> GetAsync(LarkClient client, string chatId, CancellationToken cancellationToken)
    {
        using var body = await client.GetChatAsync(chatId, cancellationToken).ConfigureAwait(false);
        return ChatParser.Parse(body.RootElement.Field("data") ?? default, chatId);
    }
}
