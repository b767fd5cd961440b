using System.Collections;
using LarkResources.Api;
using LarkResources.Messages;
using LarkResources.State;

namespace LarkResources.Completion;

/// <summary>Completes ids of the latest messages of the chat that is bound, or else that was read last.</summary>
internal sealed class MessageIdCompleter : PlatformCompleter
{
    private const int Most = 30;

    protected override string Prefix => "om_";

    protected override async Task<IReadOnlyList<(string Value, string Label)>> ValuesAsync(LarkConnection connection, IDictionary bound, CancellationToken cancellationToken)
    {
        if ((bound["ChatId"]?.ToString() ?? ChatInUse.Of(connection)) is not { } chatId)
        {
            return [];
        }

        var query = new HistoryQuery(ApiPath.Clean("ChatId", chatId), IsThread: false) { Descending = true, Most = Most };
        var messages = new List<(string Value, string Label)>();
        await foreach (var message in MessageHistory.ReadAsync(connection.Client(), query, cancellationToken))
        {
            messages.Add((message.MessageId, $"{LocalTime.Text(message.CreateTime)} {message.MessageType} {string.Join(", ", message.Resources.Select(resource => resource.Name ?? resource.Kind.ToString()))}".TrimEnd()));
        }

        return messages;
    }
}
