using System.Collections;
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
        var chat = bound["ChatId"] is IEnumerable several and not string ? several.Cast<object>().FirstOrDefault() : bound["ChatId"];
        if ((chat?.ToString() ?? ChatInUse.Of(connection)) is not { } chatId)
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

    /// <summary>What a person recognises it by.</summary>
    protected abstract string LabelOf(LarkMessage message);

    /// <summary>When it was sent, what it is, and the files in it.</summary>
    protected static string Describe(LarkMessage message) =>
        $"{LocalTime.Text(message.CreateTime)} {message.MessageType} {string.Join(", ", message.Resources.Select(resource => resource.Name ?? resource.Kind.ToString()))}".TrimEnd();
}

/// <summary>Completes ids of messages.</summary>
internal sealed class MessageIdCompleter : RecentMessageCompleter
{
    protected override string Prefix => "om_";

    protected override string? ValueOf(LarkMessage message) => message.MessageId;

    protected override string LabelOf(LarkMessage message) => Describe(message);
}

/// <summary>Completes ids of threads, each with the latest message in it that the chat shows.</summary>
internal sealed class ThreadIdCompleter : RecentMessageCompleter
{
    protected override string Prefix => "omt_";

    protected override string? ValueOf(LarkMessage message) => message.ThreadId;

    protected override string LabelOf(LarkMessage message) => Describe(message);
}

/// <summary>Completes ids of those who sent the messages, by id or by name.</summary>
internal sealed class SenderIdCompleter : RecentMessageCompleter
{
    protected override string Prefix => "ou_";

    protected override string? ValueOf(LarkMessage message) => message.SenderId;

    protected override string LabelOf(LarkMessage message) => message.SenderName ?? string.Empty;
}
