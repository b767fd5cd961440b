using System.Collections.Concurrent;
using System.Globalization;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>A chat of the family <c>oc_mixed_2000_7</c>: made when it is first asked for, then kept.</summary>
/// <remarks>Every id and key in it has the numbers of the chat, so that each is found without a search.</remarks>
internal sealed class MixedChat
{
    private static readonly ConcurrentDictionary<(int Count, int Seed), Lazy<MixedChat>> Made = [];

    private MixedChat(int count, int seed)
    {
        var id = W.MixedChatId(count, seed);
        Chat = new WorldChat(id, string.Create(CultureInfo.InvariantCulture, $"Mixed {seed}"), "Some of everything", Listed: false);
        Ordered = [.. new MixedMessages(id, count, seed).All()];
        Messages = new MessageIndex(Ordered);
    }

    public WorldChat Chat { get; }

    /// <summary>All messages by their number; after each its replies or what is inside.</summary>
    public IReadOnlyList<WorldMessage> Ordered { get; }

    public MessageIndex Messages { get; }

    /// <summary>The chat that an id or a key of any sort belongs to, or null.</summary>
    public static MixedChat? Find(string id)
    {
        string[] prefixes = [W.MixedChatPrefix, W.MixedMessagePrefix, W.MixedThreadPrefix, W.MixedImagePrefix, W.MixedFilePrefix];
        return prefixes.Select(prefix => IdNumbers.After(prefix, id)).FirstOrDefault(found => found is not null) is [>= 1 and <= W.LargestMixedCount and var count, <= int.MaxValue and var seed, ..]
            && Get((int)count, (int)seed) is var chat && (chat.Chat.Id == id || !id.StartsWith(W.MixedChatPrefix, StringComparison.Ordinal))
            ? chat
            : null;
    }

    public static MixedChat Get(int count, int seed) =>
        Made.GetOrAdd((count, seed), static numbers => new Lazy<MixedChat>(() => new MixedChat(numbers.Count, numbers.Seed))).Value;
}
