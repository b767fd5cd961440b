using System.Text.Json;

namespace LarkResources;

/// <summary>Reads single messages, with all that is forwarded in them or lies in a folder of theirs.</summary>
internal static class MessageReader
{
    /// <summary>Forwards inside forwards that are asked for once more; clients disagree whether one answer brings all levels.</summary>
    private const int MostNestedCalls = 50;

    /// <summary>One message; a merged forward comes with its children.</summary>
    /// <exception cref="LarkException">Also when a part of it could not be read this time: nobody could tell it from one without that part.</exception>
    public static Task<LarkMessage> GetAsync(LarkClient client, string messageId, CancellationToken cancellationToken) =>
        GetAsync(client, messageId, static missing => throw missing, cancellationToken);

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
            catch (LarkException e) when (ReadRefusal.IsLasting(e))
            {
                // The identity may not read the chat it was forwarded from; what the outer answer brought still counts.
            }
            catch (LarkException e)
            {
                missing(LarkErrors.Amended(e, $"It is inside message '{messageId}'."));
            }
        }

        return message;

        LarkMessage Tree() => MessageTree.Build(items, messageId)
            ?? throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, $"The answer for message '{messageId}' holds no message.", messageId);
    }

    /// <summary>The files of a folder that was sent as a message, in all its levels.</summary>
    public static async Task<IReadOnlyList<LarkResource>> ExpandFolderAsync(LarkClient client, LarkResource folder, CancellationToken cancellationToken)
    {
        using var body = await client.ListFolderAsync(folder.MessageId, folder.FileKey, cancellationToken).ConfigureAwait(false);
        return
        [
            .. from item in (body.RootElement.Field("data") ?? default).Field("items") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default
               where !item.Flag("is_folder")
               let key = item.Text("file_key")
               where key is not null
               select folder with { FileKey = key, Kind = LarkResourceKind.File, Name = item.Text("name"), IsSupported = true, Note = null },
        ];
    }

    private static async Task<List<LarkMessage>> ItemsAsync(LarkClient client, string messageId, CancellationToken cancellationToken)
    {
        using var body = await client.GetMessageAsync(messageId, cancellationToken).ConfigureAwait(false);
        return (body.RootElement.Field("data") ?? default).Field("items") is { ValueKind: JsonValueKind.Array } items
            ? [.. items.EnumerateArray().Select(MessageParser.Parse)]
            : [];
    }
}
