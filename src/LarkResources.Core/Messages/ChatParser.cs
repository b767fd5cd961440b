using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Turns one item of the chat endpoints into a <see cref="LarkChat"/>.</summary>
internal static class ChatParser
{
    /// <summary>In characters. It is written to export.json, where a token that a server sends in its place must not stand.</summary>
    private const int LongestMode = 20;

    /// <summary>The chat; fields that are missing stay empty.</summary>
    /// <param name="item">An element of <c>data.items</c>, or the <c>data</c> of one chat.</param>
    /// <param name="chatId">The id that was asked for: the answer about one chat does not repeat it.</param>
    internal static LarkChat Parse(JsonElement item, string? chatId = null)
    {
        try
        {
            return Read(item, chatId);
        }
        catch (InvalidOperationException)
        {
            // A field name that holds half a character: there is no telling which field it is.
            return new LarkChat { ChatId = chatId ?? string.Empty };
        }
    }

    private static LarkChat Read(JsonElement item, string? chatId) => new()
    {
        ChatId = item.Text("chat_id") ?? chatId ?? string.Empty,
        Name = item.Text("name") ?? string.Empty,
        Description = item.Text("description"),
        ChatMode = item.Text("chat_mode") is { Length: <= LongestMode } mode ? mode : null,
        P2pTargetId = item.Text("p2p_target_id"),
        ChatType = item.Text("chat_type"),
        IsExternal = item.Flag("external"),
        OwnerId = item.Text("owner_id"),
        OwnerIdType = item.Text("owner_id_type"),
        TenantKey = item.Text("tenant_key"),
        Status = item.Text("chat_status"),
    };
}
