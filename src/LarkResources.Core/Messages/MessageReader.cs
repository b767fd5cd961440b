using System.Text.Json;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Reads single messages, with all that is forwarded in them or lies in a folder of theirs.</summary>
internal static class MessageReader
{
    /// <summary>Forwards inside forwards that are asked for once more; clients disagree whether one answer brings all levels.</summary>
    private const int MostNestedCalls = 50;

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
        while (asked.Count <= MostNestedCalls && MessageTree.EmptyContainers(message).FirstOrDefault(asked.Add) is { } nested)
        {
            try
            {
                items.AddRange(MessageTree.Adopt(await ItemsAsync(client, nested, cancellationToken).ConfigureAwait(false), nested));
                message = Tree();
            }
            catch (LarkException e) when (e.Disposition.HasFlag(Disposition.FinalForMessage))
            {
                // The identity may not read the chat it was forwarded from; what the outer answer brought still counts.
            }
            catch (LarkException e)
            {
                missing(LarkErrors.Amended(e, LarkErrors.Localized($"It is inside message '{messageId}'.", $"它位于消息 '{messageId}' 中。")));
            }
        }

        return message;

        LarkMessage Tree() => MessageTree.Build(items, messageId)
            ?? throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Localized($"The response for message '{messageId}' does not contain it.", $"对消息 '{messageId}' 的响应中没有消息。"), messageId);
    }

    /// <summary>The files of a folder that was sent as a message, in all its levels.</summary>
    public static async Task<IReadOnlyList<LarkResource>> ExpandFolderAsync(LarkClient client, LarkResource folder, CancellationToken cancellationToken)
    {
        using var body = await client.ListFolderAsync(folder.MessageId, folder.FileKey, cancellationToken).ConfigureAwait(false);
        var what = LarkErrors.Localized($"The folder '{folder.FileKey}' of message '{folder.MessageId}' could not be listed", $"无法列出消息 '{folder.MessageId}' 中的文件夹 '{folder.FileKey}'");
        return Listed(body, what, folder.FileKey, data =>
        {
            // All levels come in one answer. What all_count counts beside files is not documented, so it only tells an empty folder.
            var items = data.Field("items") is null && data.Whole("all_count") == 0 ? [] : Items(data);
            return items is not null && (data.Flag("has_more") || (items is [] && data.Whole("all_count") > 0))
                ? throw LarkErrors.Local(ModuleErrors.IncompleteFolder, LarkErrors.Because(what, LarkErrors.Localized($"the platform listed only {items.Length} of its entries.", $"平台只列出了其中 {items.Length} 项。")), folder.FileKey)
                : items?
                    .Where(item => !item.Flag("is_folder"))
                    .Select(item => (Key: item.Text("file_key"), Name: item.Text("name")))
                    .Where(file => file.Key is not null)
                    .Select(file => folder with { FileKey = file.Key!, Kind = LarkResourceKind.File, Name = file.Name, IsSupported = true, Note = null })
                    .ToList();
        });
    }

    private static async Task<List<LarkMessage>> ItemsAsync(LarkClient client, string messageId, CancellationToken cancellationToken)
    {
        using var body = await client.GetMessageAsync(messageId, cancellationToken).ConfigureAwait(false);
        return Listed(body, LarkErrors.Localized($"Message '{messageId}' could not be read", $"无法读取消息 '{messageId}'"), messageId, data => Items(data)?.Select(MessageParser.Parse).ToList());
    }

    /// <summary>What an answer lists. One without a list must not pass for an empty list.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="what">What failed, for the message of an error.</param>
    /// <param name="target">What was asked for.</param>
    /// <param name="read">Reads the data of the answer; null when it has no list.</param>
    private static List<T> Listed<T>(JsonDocument body, string what, string target, Func<JsonElement, List<T>?> read)
    {
        try
        {
            return read(body.RootElement.Field("data") ?? default)
                ?? throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response is not a list.", "响应不是列表。")), target);
        }
        catch (InvalidOperationException e)
        {
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response has a field whose name is not text.", "响应中有名称不是文本的字段。")), target, e);
        }
    }

    private static JsonElement[]? Items(JsonElement data) => data.Field("items") is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : null;
}
