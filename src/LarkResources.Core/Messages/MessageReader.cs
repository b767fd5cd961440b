using System.Text.Json;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Reads single messages, with all that is forwarded in them or lies in a folder of theirs.</summary>
internal static class MessageReader
{
    /// <summary>Forwards inside forwards that are asked for once more; clients disagree whether one answer brings all levels.</summary>
    private const int MostNestedCalls = 1000;

    /// <summary>Levels of nested forwards that are requested one after the other. The tree is rebuilt after each.</summary>
    private const int MostLevels = 50;

    /// <summary>One message; a merged forward comes with its children.</summary>
    /// <param name="client">Reads.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="missing">Told of each forward inside that could not be read this time.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    public static async Task<LarkMessage> GetAsync(LarkClient client, string messageId, Action<LarkException> missing, CancellationToken cancellationToken)
    {
        var items = await ItemsAsync(client, messageId, cancellationToken).ConfigureAwait(false);
        var message = Tree();
        var asked = new HashSet<string>(StringComparer.Ordinal) { messageId };
        var calls = new CallSeries(() => ItemsAsync(client, messageId, cancellationToken));
        for (var depth = 0; depth < MostLevels && asked.Count <= MostNestedCalls && ToAsk() is { Length: > 0 } level; depth++)
        {
            // Where not all are asked for, it is not always the same ones that are left.
            Random.Shared.Shuffle(level);
            foreach (var nested in level.Take(MostNestedCalls + 1 - asked.Count))
            {
                asked.Add(nested);
                try
                {
                    items.AddRange(MessageTree.Adopt(await ItemsAsync(client, nested, cancellationToken).ConfigureAwait(false), nested));
                    calls.Answered();
                }
                catch (LarkException e) when (e.Disposition.HasFlag(Disposition.FinalForMessage))
                {
                    // The identity may not read the chat it was forwarded from; what the outer answer brought still counts.
                    calls.Answered();
                }
                catch (LarkException e)
                {
                    if (await calls.FailedAsync(e).ConfigureAwait(false) is { } reason)
                    {
                        missing(LarkErrors.Amended(reason, LarkErrors.Localized($"It is inside message '{messageId}'; the rest of that message was not requested.", $"它位于消息 '{messageId}' 中，该消息的其余部分未再请求。")));
                        return Tree();
                    }

                    // The server has answered for the message itself.
                    missing(LarkErrors.Amended(e, LarkErrors.Localized($"It is inside message '{messageId}'.", $"它位于消息 '{messageId}' 中。"), also: Disposition.Isolated));
                }
            }

            message = Tree();
        }

        if (ToAsk() is { Length: > 0 and var left })
        {
            missing(LarkErrors.Local(
                ModuleErrors.UnexpectedResponse,
                LarkErrors.Localized(
                    $"Message '{messageId}' could not be read completely: {asked.Count - 1} forwards inside were requested one by one, and at least {left} more {(left == 1 ? "was" : "were")} not.",
                    $"无法完整读取消息 '{messageId}'：已逐条请求其中的 {asked.Count - 1} 条合并转发，至少还有 {left} 条未请求。"),
                messageId,
                also: Disposition.Isolated));
        }

        return message;

        string[] ToAsk() => [.. MessageTree.EmptyContainers(message).Where(id => !asked.Contains(id)).Distinct(StringComparer.Ordinal)];

        LarkMessage Tree() => MessageTree.Build(items, messageId)
            ?? throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Localized($"The response for message '{messageId}' does not contain it.", $"读取消息 '{messageId}' 时，响应中没有该消息。"), messageId);
    }

    /// <summary>The same, with what could not be read as a part of the result.</summary>
    public static async Task<ReadMessage> ReadAsync(LarkClient client, string messageId, CancellationToken cancellationToken)
    {
        var missing = new List<LarkException>();
        return new(await GetAsync(client, messageId, missing.Add, cancellationToken).ConfigureAwait(false), missing);
    }

    /// <summary>Several messages with one call, by their ids; those that the platform does not know, or does not show, are missing.</summary>
    public static async Task<IReadOnlyDictionary<string, LarkMessage>> GetManyAsync(LarkClient client, IReadOnlyList<string> messageIds, CancellationToken cancellationToken)
    {
        var answer = await client.GetMessagesAsync(messageIds, new MessageList(client).Read, cancellationToken).ConfigureAwait(false);
        var items = answer.Items ?? throw NotAList(LarkErrors.Localized($"{messageIds.Count} messages could not be read", $"无法读取 {messageIds.Count} 条消息"), messageIds[0]);
        return items.DistinctBy(message => message.MessageId).ToDictionary(message => message.MessageId, StringComparer.Ordinal);
    }

    private static async Task<List<LarkMessage>> ItemsAsync(LarkClient client, string messageId, CancellationToken cancellationToken)
    {
        var answer = await client.GetMessageAsync(messageId, new MessageList(client).Read, cancellationToken).ConfigureAwait(false);
        return [.. answer.Items ?? throw NotAList(LarkErrors.Localized($"Message '{messageId}' could not be read", $"无法读取消息 '{messageId}'"), messageId)];
    }

    /// <summary>What an answer lists. One without a list must not pass for an empty list.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="what">What failed, for the message of an error.</param>
    /// <param name="target">What was asked for.</param>
    /// <param name="read">Reads the data of the answer; null when it has no list.</param>
    public static T Listed<T>(JsonDocument body, string what, string target, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            return read(body.RootElement.Field("data") ?? default)
                ?? throw NotAList(what, target);
        }
        catch (InvalidOperationException e)
        {
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response has a field whose name is not text.", "响应中有名称不是文本的字段。")), target, e);
        }
    }

    private static LarkException NotAList(string what, string target) =>
        LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response is not a list.", "响应不是列表。")), target);

    public static JsonElement[]? Items(JsonElement data) => data.Field("items") is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : null;
}
