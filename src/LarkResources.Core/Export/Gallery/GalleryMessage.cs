using System.Globalization;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Export.Gallery;

/// <summary>What the page shows of one line of messages.jsonl. A field that is missing or of another type counts as unknown.</summary>
internal sealed record GalleryMessage
{
    /// <summary>The form of a line that this version understands; a higher number changes what fields mean.</summary>
    public const int KnownVersion = 1;

    /// <summary>Forwards inside forwards beyond this are left out; the platform itself shows fewer.</summary>
    private const int DeepestForward = 8;

    /// <summary>As deep as lines are written.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <summary>The form of the line.</summary>
    public long Version { get; private init; }

    public string Id { get; private init; } = "";

    public string? ThreadId { get; private init; }

    public string? RootId { get; private init; }

    public string? ParentId { get; private init; }

    /// <summary>The number of the message in its chat; two of the same second are told apart by it.</summary>
    public long? Position { get; private init; }

    public DateTimeOffset? SentAt { get; private init; }

    public DateTimeOffset? UpdatedAt { get; private init; }

    public bool Deleted { get; private init; }

    public string? SenderId { get; private init; }

    public string? SenderName { get; private init; }

    public bool IsApp { get; private init; }

    public string? Type { get; private init; }

    /// <summary>Markdown for a post or a card, plain for everything else.</summary>
    public string? Text { get; private init; }

    /// <summary>Keys of files that stand in the manifest under the id of the outermost message.</summary>
    public IReadOnlyList<string> Resources { get; private init; } = [];

    /// <summary>The thread reply that this message is a copy of.</summary>
    public string? SyncedFrom { get; private init; }

    public IReadOnlyList<GalleryMessage> Forwarded { get; private init; } = [];

    public string? Link { get; private init; }

    /// <summary>Changed after it was sent, by at least a second: some messages have both times without having been edited.</summary>
    public bool Edited => !Deleted && UpdatedAt - SentAt >= TimeSpan.FromSeconds(1);

    public bool IsMarkdown => Type is "post" or "interactive";

    /// <summary>What a line says; null for text that is not a line about a message.</summary>
    public static GalleryMessage? TryRead(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(WellFormedJson.Of(line), Options);
            return json.RootElement.Text("messageId") is not null && json.RootElement.Whole("v") is > 0 ? Of(json.RootElement, 0) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GalleryMessage Of(JsonElement line, int depth) => new()
    {
        Version = line.Whole("v") ?? 0,
        Id = line.Text("messageId") ?? "",
        ThreadId = line.Text("threadId"),
        RootId = line.Text("rootId"),
        ParentId = line.Text("parentId"),
        Position = line.Whole("position"),
        SentAt = Time(line, "sentAt"),
        UpdatedAt = Time(line, "updatedAt"),
        Deleted = line.Flag("deleted"),
        SenderId = line.Text("senderId"),
        SenderName = line.Text("senderName"),
        IsApp = line.Text("senderType") is "app",
        Type = line.Text("type"),
        Text = line.Text("text"),
        Resources = [.. Elements(line, "resources").Select(key => key.ValueKind == JsonValueKind.String ? JsonFields.StringOf(key) : null).OfType<string>()],
        SyncedFrom = line.Text("syncedFrom"),
        Forwarded = depth == DeepestForward ? [] : [.. Elements(line, "forwarded").Where(inner => inner.ValueKind == JsonValueKind.Object).Select(inner => Of(inner, depth + 1))],
        Link = line.Text("link"),
    };

    private static JsonElement[] Elements(JsonElement line, string name) =>
        line.Field(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    private static DateTimeOffset? Time(JsonElement line, string name) =>
        DateTimeOffset.TryParse(line.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
