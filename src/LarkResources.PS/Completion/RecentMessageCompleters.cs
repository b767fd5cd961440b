using System.Collections;
using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Messages;
using LarkResources.State;

namespace LarkResources.Completion;

/// <summary>Completes from the latest messages of the chat that is bound, or else that was read last.</summary>
internal abstract class RecentMessageCompleter : PlatformCompleter
{
    private const int Most = 30;

    protected override async Task<IReadOnlyList<(string Value, string Label)>> ValuesAsync(LarkConnection connection, IDictionary bound, CancellationToken cancellationToken)
    {
        if (await ChatAsync(connection, bound["ChatId"], cancellationToken) is not { } chatId)
        {
            return [];
        }

        var query = new HistoryQuery(ApiPath.Clean("ChatId", chatId), IsThread: false) { Descending = true, Most = Most };
        var values = new List<(string Value, string Label)>();
        await foreach (var message in MessageHistory.ReadAsync(connection.Client(), query, cancellationToken))
        {
            if (ValueOf(message) is { Length: > 0 } value)
            {
                values.Add((value, LabelOf(message)));
            }
        }

        return [.. values.DistinctBy(entry => entry.Value)];
    }

    /// <summary>What a message has to complete to.</summary>
    protected abstract string? ValueOf(LarkMessage message);

    /// <summary>What a person recognises it by: when it was sent, what it is, and the files in it.</summary>
    protected virtual string LabelOf(LarkMessage message) =>
        $"{LocalTime.Text(message.CreateTime)} {message.MessageType} {string.Join(", ", message.Resources.Select(resource => resource.Name ?? resource.Kind.ToString()))}".TrimEnd();

    /// <summary>The chat that is bound, the first one of several, by its id, link or name; else the one that was read last.</summary>
    private static async Task<string?> ChatAsync(LarkConnection connection, object? bound, CancellationToken cancellationToken)
    {
        if (First(bound) is not { Length: > 0 } given)
        {
            return ChatInUse.Of(connection);
        }

        var pattern = WildcardPattern.Get(given, WildcardOptions.IgnoreCase);
        return (await KnownChats.OfAsync(connection, cancellationToken)).FirstOrDefault(chat => pattern.IsMatch(chat.Name))?.ChatId ?? given;
    }
}

/// <summary>Completes ids of messages.</summary>
internal sealed class MessageIdCompleter : RecentMessageCompleter
{
    protected override string Prefix => "om_";

    protected override string? ValueOf(LarkMessage message) => message.MessageId;
}

/// <summary>Completes ids of threads, each with the latest message in it that the chat shows.</summary>
internal sealed class ThreadIdCompleter : RecentMessageCompleter
{
    protected override string Prefix => "omt_";

    protected override string? ValueOf(LarkMessage message) => message.ThreadId;
}

/// <summary>Completes ids of the people and apps who sent the messages, by id or by name.</summary>
internal class SenderIdCompleter : RecentMessageCompleter
{
    protected override string Prefix => "ou_";

    protected override string? ValueOf(LarkMessage message) => message.SenderId;

    protected override string LabelOf(LarkMessage message) => message.SenderName ?? string.Empty;
}

/// <summary>The same without apps, by which the platform does not search.</summary>
internal sealed class PersonIdCompleter : SenderIdCompleter
{
    protected override string? ValueOf(LarkMessage message) => message.SenderType == "app" ? null : base.ValueOf(message);
}
