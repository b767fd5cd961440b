using System.Runtime.CompilerServices;

namespace LarkResources.State;

/// <summary>The chat whose history was read last on a connection: Tab offers the ids of its messages.</summary>
internal static class ChatInUse
{
    private static readonly ConditionalWeakTable<LarkConnection, string> Chats = [];

    public static void Set(LarkConnection connection, string chatId) => Chats.AddOrUpdate(connection, chatId);

    public static string? Of(LarkConnection connection) => Chats.TryGetValue(connection, out var chatId) ? chatId : null;
}
