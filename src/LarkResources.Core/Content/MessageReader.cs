using System.Text.Json;

namespace LarkResources;

/// <summary>Reads messages from the platform's answers.</summary>
internal static class MessageReader
{
    /// <summary>One message; a merged forward comes with its children.</summary>
    public static async Task<LarkMessage> GetAsync(LarkClient client, string messageId, CancellationToken cancellationToken)
    {
        using var body = await client.GetMessageAsync(messageId, cancellationToken).ConfigureAwait(false);
        return MessageTree.Build([.. Items(body).Select(MessageParser.Parse)], messageId)
            ?? throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, $"The answer for message '{messageId}' holds no message.", messageId);
    }

    private static JsonElement.ArrayEnumerator Items(JsonDocument body) =>
        body.RootElement.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object
        && data.TryGetProperty("items", out var items) && items.ValueKind is JsonValueKind.Array
            ? items.EnumerateArray()
            : default;
}
