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
            .OrderBy(message => message.SentAt),
    ];

    private static readonly Dictionary<string, WorldMessage> ById =
        Messages.ToDictionary(message => message.Id, StringComparer.Ordinal);

    private static readonly ILookup<string, WorldResource> ByKey = Messages
        .SelectMany(message => message.Resources)
        .ToLookup(resource => resource.Key, StringComparer.Ordinal);

    public static WorldMessage? Find(string messageId) => ById.GetValueOrDefault(messageId) ?? ErrorFamilies.Find(messageId);

    public static WorldChat? FindChat(string chatId) => Chats.FirstOrDefault(chat => chat.Id == chatId);

    /// <summary>The messages of a merged forward, all levels, in the order of their times.</summary>
    public static IEnumerable<WorldMessage> ChildrenOf(string messageId)
    {
        foreach (var child in Messages.Where(message => message.UpperMessageId == messageId))
        {
            yield return child;
            foreach (var grandchild in ChildrenOf(child.Id))
            {
                yield return grandchild;
            }
        }
    }

    public static ByteSource BytesOf(string fileKey) =>
        ByKey[fileKey].FirstOrDefault()?.Bytes ?? throw new ArgumentException($"The sandbox has no resource '{fileKey}'.", nameof(fileKey));
}
