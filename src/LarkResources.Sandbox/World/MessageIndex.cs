namespace LarkResources.Sandbox.World;

/// <summary>Messages that never change, found by whatever the API asks for, in a time that does not grow with their number.</summary>
internal sealed class MessageIndex
{
    private readonly Dictionary<string, WorldMessage> byId;
    private readonly Dictionary<string, WorldMessage[]> byChat;
    private readonly ILookup<string, WorldMessage> byThread;
    private readonly ILookup<string, WorldMessage> byUpper;
    private readonly Dictionary<string, WorldResource> byKey = new(StringComparer.Ordinal);

    /// <param name="messages">All of them.</param>
    /// <param name="topicChats">The chats whose history shows the replies too.</param>
    public MessageIndex(IEnumerable<WorldMessage> messages, params string[] topicChats)
    {
        // The order of equal times is that in which they are given.
        WorldMessage[] ordered = Numbered(messages.OrderBy(message => message.SentAt), topicChats);
        byId = ordered.ToDictionary(message => message.Id, StringComparer.Ordinal);

        byChat = ordered
            .Where(message => IsInHistory(message, topicChats))
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

    /// <summary>Replies of a thread do not show in a group, only the message that began it; a topic chat shows all.</summary>
    private static bool IsInHistory(WorldMessage message, string[] topicChats) =>
        message.ThreadId is null || message.RootId is null || topicChats.Contains(message.ChatId);

    private static WorldMessage[] Numbered(IEnumerable<WorldMessage> ordered, string[] topicChats)
    {
        var (inChat, inThread) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        return [.. ordered.Select(message => message with
        {
            Position = IsInHistory(message, topicChats) && message.UpperMessageId is null ? Next(inChat, message.ChatId) : 0,
            ThreadPosition = message.ThreadId is { } thread ? Next(inThread, thread) - 1 : null,
        })];

        static int Next(Dictionary<string, int> counts, string of) => counts[of] = counts.GetValueOrDefault(of) + 1;
    }

    public WorldResource? Resource(string fileKey) => byKey.GetValueOrDefault(fileKey);
}
