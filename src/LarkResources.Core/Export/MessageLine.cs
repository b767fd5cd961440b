using System.Text.Json;
using System.Text.Json.Serialization;
using LarkResources.Messages;

namespace LarkResources.Export;

/// <summary>One line of the messages of a chat: what a message said at a time. Fields, order and meaning are in docs/manifest.md.</summary>
internal sealed record MessageLine
{
    public const int CurrentVersion = 1;

    /// <summary>In characters: what is kept of the text of a message for which a line has no room.</summary>
    public const int LongestText = 1_000_000;

    private static readonly MessageLineJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = ManifestLine.Encoder,
        MaxDepth = 128,
    });

    /// <summary>The version of the line's form.</summary>
    public int V { get; init; } = CurrentVersion;

    public required string MessageId { get; init; }

    public string? ChatId { get; init; }

    public string? ThreadId { get; init; }

    public string? RootId { get; init; }

    public string? ParentId { get; init; }

    /// <summary>Its number in the chat.</summary>
    public long? Position { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>UTC; null for a message that was never changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public bool Deleted { get; init; }

    public string? SenderId { get; init; }

    public string? SenderName { get; init; }

    public string? SenderType { get; init; }

    public string Type { get; init; } = string.Empty;

    /// <summary>Markdown for posts and cards, plain for the rest; null for a recalled message.</summary>
    public string? Text { get; init; }

    public IReadOnlyList<MentionLine> Mentions { get; init; } = [];

    /// <summary>Keys of resources; the manifest has a line for each that was wanted.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    public string? SyncedFrom { get; init; }

    /// <summary>What is inside a merged forward.</summary>
    public IReadOnlyList<MessageLine> Forwarded { get; init; } = [];

    public string? Link { get; init; }

    public static MessageLine Of(LarkMessage message) => new()
    {
        MessageId = message.MessageId,
        ChatId = message.ChatId,
        ThreadId = message.ThreadId,
        RootId = message.RootId,
        ParentId = message.ParentId,
        Position = message.Position,
        SentAt = message.CreateTime?.ToUniversalTime(),
        UpdatedAt = message.IsUpdated || message.IsDeleted ? message.UpdateTime?.ToUniversalTime() : null,
        Deleted = message.IsDeleted,
        SenderId = message.SenderId,
        SenderName = message.SenderName,
        SenderType = message.SenderType,
        Type = message.MessageType,

        // The text of a forward would repeat what is inside.
        Text = message.IsDeleted ? null : message is { MessageType: "merge_forward", Children.Count: > 0 } ? MessageText.ForwardLabel : message.Text,
        Mentions = [.. message.Mentions.Select(mention => new MentionLine(mention.Key, mention.Id, mention.Name))],
        Resources = message.IsDeleted ? [] : [.. message.Resources.Select(resource => resource.FileKey)],
        SyncedFrom = message.SyncedFrom,
        Forwarded = [.. message.Children.Select(Of)],
        Link = message.Link,
    };

    /// <summary>In characters, of all the texts in it: a line has at least as many bytes.</summary>
    public long LengthOfTexts() => (Text?.Length ?? 0) + Forwarded.Sum(inner => inner.LengthOfTexts());

    /// <summary>What of it fits in a line: the beginning of its text, without what is forwarded in it.</summary>
    public MessageLine Shortened()
    {
        var whole = Type == "merge_forward" && Forwarded.Count > 0 ? MessageText.UnexpandedForwardLabel : Text;
        if (whole is not { Length: > LongestText } text)
        {
            return this with { Text = whole, Mentions = [], Forwarded = [] };
        }

        var end = LongestText - (char.IsHighSurrogate(text[LongestText - 2]) ? 2 : 1);
        return this with { Text = text[..end] + '…', Mentions = [], Forwarded = [] };
    }

    /// <summary>The bytes of a line, with its end.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json.MessageLine), (byte)'\n'];

    /// <summary>What a line says, whatever its version; null for text that is not such a line.</summary>
    public static MessageLine? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Json.MessageLine) is { V: > 0, MessageId.Length: > 0 } read && read.IsWhole ? read : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What decides whether a line says something new of a message. Names and links may be told in another way without a change of the message.</summary>
    public MessageState State()
    {
        var said = default(HashCode);
        AddTo(ref said);
        var resources = default(HashCode);
        foreach (var key in Resources)
        {
            resources.Add(key, StringComparer.Ordinal);
        }

        return new(said.ToHashCode(), ThreadId is { } thread ? StringComparer.Ordinal.GetHashCode(thread) : null, resources.ToHashCode(), CountForwarded());
    }

    private int CountForwarded() => Forwarded.Count + Forwarded.Sum(inner => inner.CountForwarded());

    private bool IsWhole => Mentions is not null && Resources is not null && Forwarded is not null && Forwarded.All(static inner => inner is not null && inner.IsWhole);

    private void AddTo(ref HashCode hash)
    {
        hash.Add(MessageId, StringComparer.Ordinal);
        hash.Add(UpdatedAt);
        hash.Add(Deleted);
        hash.Add(Type, StringComparer.Ordinal);
        hash.Add(Text, StringComparer.Ordinal);
        foreach (var inner in Forwarded)
        {
            inner.AddTo(ref hash);
        }
    }
}

/// <summary>What a message said at a time, as hashes: of a long chat only these are kept in memory.</summary>
/// <param name="Said">Its words, its type, and whether it was edited or recalled; the same of what is forwarded in it.</param>
/// <param name="Thread">Its thread; null without one.</param>
/// <param name="Resources">The keys of its resources.</param>
/// <param name="Forwarded">How many messages are forwarded in it, at all levels.</param>
internal readonly record struct MessageState(int Said, int? Thread, int Resources, int Forwarded)
{
    /// <summary>True when this is worth a line after an earlier one.</summary>
    /// <param name="earlier">What the last line says.</param>
    /// <param name="isWhole">False where a run has not seen all resources: the message has not changed because it names fewer, or a folder instead of its files.</param>
    /// <param name="mayHoldMore">True where a forward inside came without content. What an earlier run read of it is not replaced by less.</param>
    public bool IsNewAfter(MessageState earlier, bool isWhole, bool mayHoldMore) => !(mayHoldMore && Forwarded < earlier.Forwarded)
        && (Said != earlier.Said || (Thread is not null && Thread != earlier.Thread) || (isWhole && Resources != earlier.Resources));
}

/// <summary>A person that a message mentions.</summary>
/// <param name="Key">What stands for the person in the content.</param>
/// <param name="Id">The id, or null.</param>
/// <param name="Name">The name, or null.</param>
internal sealed record MentionLine(string Key, string? Id, string? Name);

/// <summary>Made by the compiler: reading a hundred thousand lines must not begin with looking at types.</summary>
[JsonSerializable(typeof(MessageLine))]
internal sealed partial class MessageLineJson : JsonSerializerContext;
