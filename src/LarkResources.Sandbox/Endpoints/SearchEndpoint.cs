using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>The search in the messages that the identity sees, newest first. It answers ids; the messages are read by other calls.</summary>
internal sealed class SearchEndpoint(TenantState state)
{
    /// <summary>A message that the search still finds and no other call does.</summary>
    private const string ForgottenId = "om_sandbox_forgotten";

    public async Task<HttpResponseMessage> HandleAsync(SandboxCall call, CancellationToken cancellationToken)
    {
        var body = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        var filter = body["filter"] as JsonObject ?? [];
        if (!TryTime(filter, "start_time", DateTimeOffset.MinValue, out var from) || !TryTime(filter, "end_time", DateTimeOffset.MaxValue, out var until))
        {
            return call.InvalidField("filter.time_range", "the value must be a time in the form of ISO 8601");
        }

        var query = body["query"]?.GetValue<string>() ?? "";
        var (chats, senders, kinds) = (Texts(filter, "chat_ids"), Texts(filter, "from_ids"), Texts(filter, "include_attachment_types"));
        WorldMessage[] found =
        [
            .. Tenant.SeenBy(call.OwnerOfToken, chats)
                .Where(message => state.IsSent(message) && message.SentAt >= from && message.SentAt <= until)
                .Select(state.Current)
                .Where(message => !message.Deleted && (senders.Count == 0 || senders.Contains(message.SenderId)))
                .Where(message => kinds.Count == 0 || kinds.Any(kind => IsOf(message, kind)))
                .Where(message => Says(message, query.Trim()))
                .OrderByDescending(message => message.SentAt),
        ];
        string[] ids = query == "forgotten" ? [ForgottenId, .. found.Select(message => message.Id)] : [.. found.Select(message => message.Id)];
        return Paging.Answer(call, ids.Length, index => Item(ids[index], found.FirstOrDefault(message => message.Id == ids[index])), 50, $"search|{body.ToJsonString()}");
    }

    private static JsonObject Item(string id, WorldMessage? message) => new()
    {
        ["id"] = id,
        ["display_info"] = "",
        ["meta_data"] = new JsonObject
        {
            ["message_id"] = id,
            ["type"] = message?.Kind ?? "unknown",
            ["chat_id"] = message?.ChatId ?? "",
            ["from_id"] = message?.SenderId ?? "",
            ["create_time"] = message?.SentAt.ToString("O", CultureInfo.InvariantCulture) ?? "",
            ["thread_id"] = message?.ThreadId ?? "",
            ["position"] = message?.Position ?? 0,
            ["is_p2p_chat"] = message is not null && Tenant.FindChat(message.ChatId)?.Mode == "p2p",
        },
    };

    private static bool Says(WorldMessage message, string words)
    {
        try
        {
            return words.Length == 0 || Says(JsonNode.Parse(message.Content), words);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The content of a merged forward is a sentence; others are broken on purpose.
            return message.Kind == "merge_forward" && message.Content.Contains(words, StringComparison.OrdinalIgnoreCase);
        }
    }

    // Words are searched in what a person reads; keys, ids and tags are none of it. A card may be JSON in a string.
    private static bool Says(JsonNode? content, string words) => content switch
    {
        JsonObject values => values.Any(value => !IsForMachines(value.Key) && Says(value.Value, words)),
        JsonArray values => values.Any(value => Says(value, words)),
        JsonValue value when value.TryGetValue(out string? text) => text.StartsWith('{') ? Says(JsonNode.Parse(text), words) : text.Contains(words, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool IsForMachines(string name) =>
        name is "tag" or "type" or "token" || name.EndsWith("key", StringComparison.OrdinalIgnoreCase) || name.EndsWith("id", StringComparison.OrdinalIgnoreCase);

    private static bool IsOf(WorldMessage message, string attachment) => attachment switch
    {
        "image" => message.Resources.Any(resource => resource.Type == "image"),
        "video" => message.Kind == "media",
        "file" => message.Kind is "file" or "folder",
        "link" => message.Content.Contains("https://", StringComparison.Ordinal),
        _ => false,
    };

    private static List<string> Texts(JsonObject filter, string name) => [.. (filter[name] as JsonArray ?? []).Select(each => each?.GetValue<string>() ?? "")];

    private static bool TryTime(JsonObject filter, string name, DateTimeOffset missing, out DateTimeOffset value)
    {
        value = missing;
        return filter["time_range"]?[name]?.GetValue<string>() is not { } text
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out value);
    }
}
