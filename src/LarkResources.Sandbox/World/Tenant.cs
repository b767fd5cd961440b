using LarkResources.Sandbox.Bytes;

namespace LarkResources.Sandbox.World;

/// <summary>The whole simulated tenant: fixed, built once, found by id.</summary>
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
        new(SandboxWorld.QuietChatId, "Quiet", "No message at all", Listed: false),
        new(SandboxWorld.ExternalChatId, "External", "People of two organisations", Listed: false) { External = true, InfoCode = 232033 },
        new(SandboxWorld.ForeignChatId, "Foreign", "A chat that the bot is not in", Listed: false) { InfoCode = 232011, HistoryCode = 230002 },
    ];

    /// <summary>Every fixed message, oldest first.</summary>
    public static IReadOnlyList<WorldMessage> Messages { get; } =
    [
        .. FinanceChat.Messages()
            .Concat(MergedForward.Messages())
            .Concat(SharedChat.Messages())
            .Concat(HostileNames.Messages())
            .Concat(GeneratedFiles.Messages())
            .Concat(ErrorFamilies.Catalogue())
            .Concat(BulkChat.Messages())
            .Concat(ForwardsChat.Messages())
            .Concat(BrokenChat.Messages())
            .Concat(ExternalChat.Messages())
            .OrderBy(message => message.SentAt),
    ];

    private static readonly Dictionary<string, WorldMessage> ById =
        Messages.ToDictionary(message => message.Id, StringComparer.Ordinal);

    private static readonly ILookup<string, WorldMessage> ByUpper =
        Messages.Where(message => message.UpperMessageId is not null).ToLookup(message => message.UpperMessageId!, StringComparer.Ordinal);

    private static readonly ILookup<string, WorldMessage> ByChat = Messages.ToLookup(message => message.ChatId, StringComparer.Ordinal);

    private static readonly ILookup<string, WorldResource> ByKey = Messages
        .SelectMany(message => message.Resources)
        .ToLookup(resource => resource.Key, StringComparer.Ordinal);

    public static WorldMessage? Find(string messageId) => ById.GetValueOrDefault(messageId) ?? ErrorFamilies.Find(messageId) ?? SizedFiles.Find(messageId);

    /// <summary>The messages of a chat, oldest first.</summary>
    public static IEnumerable<WorldMessage> InChat(string chatId) => ByChat[chatId];

    public static WorldChat? FindChat(string chatId) => Chats.FirstOrDefault(chat => chat.Id == chatId);

    /// <summary>The messages of a merged forward, all levels, in the order of their times.</summary>
    public static IEnumerable<WorldMessage> ChildrenOf(string messageId)
    {
        foreach (var child in ByUpper[messageId])
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
        ByKey[fileKey].FirstOrDefault()?.Bytes ?? SizedFiles.BytesOf(fileKey) ?? throw new ArgumentException($"The sandbox has no resource '{fileKey}'.", nameof(fileKey));
}
