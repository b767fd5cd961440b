using LarkResources.Sandbox.Bytes;

namespace LarkResources.Sandbox.World;

/// <summary>The whole simulated tenant: never changed, found by id. What happens to it is in <see cref="TenantState"/>.</summary>
internal static class Tenant
{
    public static IReadOnlyList<WorldChat> Chats { get; } =
    [
        new(SandboxWorld.FinanceChatId, SandboxWorld.FinanceChatName, "One message of every kind", Listed: true),
        new(SandboxWorld.SharedChatId, SandboxWorld.SharedChatName, "收据、发票、大文件", Listed: true),
        new(SandboxWorld.ArchiveChatId, "Archive", "Large files", Listed: false),
        new(SandboxWorld.OddNameChatId, SandboxWorld.OddNameChatName, "One file", Listed: false),
        new(SandboxWorld.ErrorsChatId, "Errors", "One message for each code", Listed: false),
        new(SandboxWorld.BulkChatId, "Bulk", "Many messages with one file each", Listed: false),
        new(SandboxWorld.ForwardsChatId, "Forwards", "Forwards inside forwards", Listed: false),
        new(SandboxWorld.BrokenChatId, "Broken", "Contents that are not what was promised", Listed: false),
        new(SandboxWorld.PartsChatId, "Parts", "Messages whose parts need calls of their own", Listed: false),
        new(SandboxWorld.QuietChatId, "Quiet", "No message at all", Listed: false),
        new(SandboxWorld.ExternalChatId, "External", "People of two organisations", Listed: false) { External = true, InfoCode = 232033 },
        new(SandboxWorld.TodayChatId, "Today", "What the platform of today sends", Listed: false),
        new(SandboxWorld.TopicsChatId, "Topics", "A topic chat, whose history shows the replies", Listed: false) { Mode = "topic" },
        new(SandboxWorld.SingleChatId, "Alice Wu", "", Listed: false) { Mode = "p2p", TargetId = "ou_sandbox_alice" },
        new(SandboxWorld.GoneChatId, "", "", Listed: false) { Mode = "p2p", TargetId = People.Gone },
        new(SandboxWorld.ForeignChatId, "Foreign", "A chat that the bot is not in", Listed: false) { InfoCode = 232011, HistoryCode = 230002 },
    ];

    private static readonly MessageIndex Fixed = new(
    [
        .. FinanceChat.Messages(),
        .. MergedForward.Messages(),
        .. SharedChat.Messages(),
        .. HostileNames.Messages(),
        .. GeneratedFiles.Messages(),
        .. ErrorFamilies.Catalogue(),
        .. BulkChat.Messages(),
        .. ForwardsChat.Messages(),
        .. BrokenChat.Messages(),
        .. ExternalChat.Messages(),
        .. PartsChat.Messages(),
        .. TodayChat.Messages(),
        .. TodayFolders.Messages(),
        .. TopicsChat.Messages(),
        .. SingleChats.Messages(),
    ],
        SandboxWorld.TopicsChatId);

    public static WorldMessage? Find(string messageId) => IndexOf(messageId).Find(messageId) ?? ErrorFamilies.Find(messageId) ?? SizedFiles.Find(messageId);

    /// <summary>What the history of a chat shows, oldest first.</summary>
    public static IReadOnlyList<WorldMessage> InChat(string chatId) => SizedFiles.InChat(chatId) ?? IndexOf(chatId).InChat(chatId);

    /// <summary>A thread, its first message included, oldest first.</summary>
    public static IEnumerable<WorldMessage> InThread(string threadId) => IndexOf(threadId).InThread(threadId);

    /// <summary>The messages that the search of a person, or of the app when there is none, goes through.</summary>
    public static IEnumerable<WorldMessage> SeenBy(string? personId, IReadOnlyCollection<string> chatIds) => (chatIds.Count > 0 ? chatIds : [.. Chats.Select(chat => chat.Id)])
        .Select(FindChat)
        .OfType<WorldChat>()
        .Where(chat => chat.HistoryCode is null && !chat.IsHiddenFrom(personId))
        .SelectMany(chat => InChat(chat.Id));

    public static WorldChat? FindChat(string chatId) => Chats.FirstOrDefault(chat => chat.Id == chatId) ?? MixedChat.Find(chatId)?.Chat ?? SizedFiles.FindChat(chatId);

    /// <summary>The messages of a merged forward, all levels, in the order of their times.</summary>
    public static IEnumerable<WorldMessage> ChildrenOf(string messageId)
    {
        foreach (var child in IndexOf(messageId).Under(messageId))
        {
            yield return child;
            if (child.IsFolded)
            {
                continue;
            }

            foreach (var grandchild in ChildrenOf(child.Id))
            {
                yield return grandchild;
            }
        }
    }

    public static ByteSource BytesOf(string fileKey) =>
        IndexOf(fileKey).Resource(fileKey)?.Bytes
        ?? SizedFiles.BytesOf(fileKey)
        ?? EditedMessage.BytesOf(fileKey)
        ?? throw new ArgumentException($"The sandbox has no resource '{fileKey}'.", nameof(fileKey));

    private static MessageIndex IndexOf(string id) => MixedChat.Find(id)?.Messages ?? Fixed;
}
