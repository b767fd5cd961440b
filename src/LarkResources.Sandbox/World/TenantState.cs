using System.Collections.Concurrent;

namespace LarkResources.Sandbox.World;

/// <summary>What has happened to one tenant since it was made: its time, the messages that were edited or recalled, and the chats that were renamed.</summary>
internal sealed class TenantState
{
    private readonly ConcurrentDictionary<string, WorldMessage> changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WorldChat> renamed = new(StringComparer.Ordinal);

    // Ticks, because a nullable time cannot be read and written at once by two threads.
    private long now = long.MaxValue;

    public DateTimeOffset? Now
    {
        get => Volatile.Read(ref now) is var ticks and < long.MaxValue ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Volatile.Write(ref now, value?.UtcTicks ?? long.MaxValue);
    }

    /// <summary>A message as it is now, or null when there is none yet.</summary>
    public WorldMessage? Find(string messageId) => Tenant.Find(messageId) is { } message && IsSent(message) ? Current(message) : null;

    public WorldMessage Current(WorldMessage message) => changed.GetValueOrDefault(message.Id, message);

    public WorldChat Current(WorldChat chat) => renamed.GetValueOrDefault(chat.Id, chat);

    /// <summary>A message and, of a merged forward, all that is inside.</summary>
    public IEnumerable<WorldMessage> WithChildren(WorldMessage message) => message.Deleted ? [message] : [message, .. Tenant.ChildrenOf(message.Id).Select(Current)];

    /// <summary>True unless its time has not come; what is in a merged forward comes with that.</summary>
    public bool IsSent(WorldMessage message) =>
        message.UpperMessageId is { } upper && Tenant.Find(upper) is { } forward ? IsSent(forward) : message.SentAt.UtcTicks <= Volatile.Read(ref now);

    public string Edit(string messageId)
    {
        var before = Existing(messageId);
        var after = changed.AddOrUpdate(messageId, _ => EditedMessage.Of(before, Now), (_, message) => EditedMessage.Of(message, Now));
        return after.Resources[^1].Key;
    }

    public void Recall(string messageId) => changed[messageId] = Existing(messageId).Recalled();

    public void Rename(string chatId, string name) => renamed[chatId] = Tenant.FindChat(chatId) is { } chat
        ? chat with { Name = name }
        : throw new ArgumentException($"The sandbox has no chat '{chatId}'.", nameof(chatId));

    public void Reset()
    {
        changed.Clear();
        renamed.Clear();
        Now = null;
    }

    private WorldMessage Existing(string messageId) =>
        Find(messageId) ?? throw new ArgumentException($"The sandbox has no message '{messageId}' at this time.", nameof(messageId));
}
