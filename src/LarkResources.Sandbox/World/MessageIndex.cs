namespace LarkResources.Sandbox.World;

/// <summary>Messages that never change, found by whatever the API asks for, in a time that does not grow with their number.</summary>
internal sealed class MessageIndex
{
    private readonly Dictionary<string, WorldMessage> byId;
    private readonly Dictionary<string, WorldMessage[]> byChat;
    private readonly ILookup<string, WorldMessage> byThread;
    private readonly ILookup<string, WorldMessage> byUpper;
    private readonly Dictionary<string, WorldResource> byKey = new(StringComparer.Ordinal);

    public MessageIndex(IEnumerable<WorldMessage> messages)
    {
        // The order of equal times is that in which they are given.
        WorldMessage[] ordered = [.. messages.OrderBy(message => message.SentAt)];
        byId = ordered.ToDictionary(message => message.Id, StringComparer.Ordinal);

        // Replies of a thread do not show in the chat, only the message that began it.
        byChat = ordered
            .Where(message => message.RootId is null)
            .GroupBy(message => message.ChatId, StringComparer.Ordinal)
            .ToDictionary(chat => chat.Key, chat => chat.ToArray(), StringComparer.Ordinal);
        byThread = ordered.Where(message => message.ThreadId is not null).ToLookup(message => message.ThreadId!, StringComparer.Ordinal);
        byUpper = ordered.Where(message => message.UpperMessageId is not null).ToLookup(message => message.UpperMessageId!, StringComparer.Ordinal);
        foreach (var resource in ordered.SelectMany(message => message.Resources))
        {
            byKey.TryAdd(resource.Key, resource);
        }
    }

    public WorldMessage? Find(string messageId) => byId.GetValueOrDefault(messageId);

    /// <summary>What the history of a chat shows, oldest first.</summary>
    public IReadOnlyList<WorldMessage> InChat(string chatId) => byChat.GetValueOrDefault(chatId, []);

    /// <summary>A thread, its first message included, oldest first.</summary>
    public IEnumerable<WorldMessage> InThread(string threadId) => byThread[threadId];

    /// <summary>The messages directly inside a merged forward, in the order of their times.</summary>
    public IEnumerable<WorldMessage> Under(string messageId) => byUpper[messageId];

    public WorldResource? Resource(string fileKey) => byKey.GetValueOrDefault(fileKey);
}
