using System.Text.Json;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>The chats of an identity.</summary>
internal static class ChatDirectory
{
    /// <summary>The groups, and for a user the single chats too.</summary>
    /// <param name="client">Lists.</param>
    /// <param name="cancellationToken">Stops between and within calls.</param>
    /// <param name="refused">Told, on any thread, why only the groups are listed for a user.</param>
    public static IAsyncEnumerable<LarkChat> ListAsync(LarkClient client, CancellationToken cancellationToken, Action<LarkException>? refused = null)
    {
        var withSingleChats = client.IsOfUser;
        return Pages.ReadAsync(
            PageAsync, item => ChatParser.Parse(item), int.MaxValue, LarkErrors.Localized("The chats could not be listed", "无法列出会话"), cancellationToken);

        async Task<JsonDocument> PageAsync(string? pageToken, CancellationToken stop)
        {
            try
            {
                return await client.ListChatsAsync(withSingleChats, pageToken, stop).ConfigureAwait(false);
            }
            catch (LarkException e) when (withSingleChats && pageToken is null && (e.ErrorId == Situations.InvalidRequestParameter || e.ErrorId == Situations.ScopeMissing))
            {
                // A platform that does not know the parameter, or grants less, still lists what it listed before.
                withSingleChats = false;
                refused?.Invoke(e);
                return await client.ListChatsAsync(withSingleChats, pageToken, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>All chats at once, or none where the list fails on the way.</summary>
    /// <param name="client">Lists.</param>
    /// <param name="cancellationToken">Stops between and within calls.</param>
    /// <param name="refused">As for <see cref="ListAsync"/>.</param>
    public static async Task<IReadOnlyList<LarkChat>> AllAsync(LarkClient client, CancellationToken cancellationToken, Action<LarkException>? refused = null)
    {
        var chats = new List<LarkChat>();
        await foreach (var chat in ListAsync(client, cancellationToken, refused).ConfigureAwait(false))
        {
            chats.Add(chat);
        }

        return chats;
    }

    /// <summary>The warning for a user whose single chats are not listed.</summary>
    /// <param name="refused">Why they are not.</param>
    public static string OnlyGroups(LarkException refused) => LarkErrors.Localized(
        $"The platform did not list this user's single chats, so only groups are listed: {refused.Message}",
        $"平台没有列出该用户的单聊，因此只列出群组：{refused.Message}");

    public static async Task<LarkChat> GetAsync(LarkClient client, string chatId, CancellationToken cancellationToken)
    {
        using var body = await client.GetChatAsync(chatId, cancellationToken).ConfigureAwait(false);
        return ChatParser.Parse(body.RootElement.Field("data") ?? default, chatId);
    }
}
