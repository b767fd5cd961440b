using System.Collections;
using System.Runtime.CompilerServices;
using LarkResources.Messages;

namespace LarkResources.Completion;

/// <summary>Completes ids of chats, by id or by name.</summary>
internal sealed class ChatIdCompleter : PlatformCompleter
{
    protected override string Prefix => "oc_";

    protected override async Task<IReadOnlyList<(string Value, string Label)>> ValuesAsync(LarkConnection connection, IDictionary bound, CancellationToken cancellationToken) =>
        [.. (await KnownChats.OfAsync(connection, cancellationToken)).Select(chat => (chat.ChatId, chat.Name))];
}

/// <summary>Completes names of chats.</summary>
internal sealed class ChatNameCompleter : PlatformCompleter
{
    protected override string Prefix => "*";

    protected override async Task<IReadOnlyList<(string Value, string Label)>> ValuesAsync(LarkConnection connection, IDictionary bound, CancellationToken cancellationToken) =>
        [.. (await KnownChats.OfAsync(connection, cancellationToken)).Select(chat => (NamePattern.For(chat.Name), chat.Name))];
}

/// <summary>The chats of a connection, remembered for some minutes: Tab is pressed many times.</summary>
internal static class KnownChats
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly ConditionalWeakTable<LarkConnection, Entry> Cache = [];

    public static async Task<IReadOnlyList<LarkChat>> OfAsync(LarkConnection connection, CancellationToken cancellationToken)
    {
        if (Cache.TryGetValue(connection, out var entry) && DateTimeOffset.UtcNow - entry.ReadAt < Lifetime)
        {
            return entry.Chats;
        }

        var chats = await ChatDirectory.AllAsync(connection.Client(), cancellationToken);
        Cache.AddOrUpdate(connection, new(chats, DateTimeOffset.UtcNow));
        return chats;
    }

    private sealed record Entry(IReadOnlyList<LarkChat> Chats, DateTimeOffset ReadAt);
}
