using LarkResources.Models;

namespace LarkResources;

/// <summary>One message of a chat and the resources it carries.</summary>
public sealed record LarkMessage
{
    /// <summary>The id (om_…).</summary>
    public required string MessageId { get; init; }

    /// <summary>The chat (oc_…), or null. Inside a merged forward: the chat it came from, which the caller may not be in.</summary>
    public string? ChatId { get; init; }

    /// <summary>The thread (omt_…) the message starts or belongs to, or null.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The first message of the reply chain, or null.</summary>
    public string? RootId { get; init; }

    /// <summary>The message this one replies to, or null.</summary>
    public string? ParentId { get; init; }

    /// <summary>The merged forward this message was forwarded in, or null.</summary>
    public string? UpperMessageId { get; init; }

    /// <summary>The type as the API says it: text, post, image, file, audio, media, sticker, interactive, merge_forward and others.</summary>
    public string MessageType { get; init; } = string.Empty;

    /// <summary>Who sent it: an id of the kind that <see cref="SenderIdType"/> names, or null.</summary>
    public string? SenderId { get; init; }

    /// <summary>open_id, union_id, user_id or app_id; null when unknown.</summary>
    public string? SenderIdType { get; init; }

    /// <summary>user, app, anonymous or unknown; null when not told.</summary>
    public string? SenderType { get; init; }

    /// <summary>The name of the sender in the language of the UI culture, or null where the platform leaves it out.</summary>
    public string? SenderName { get; init; }

    /// <summary>When it was sent, in UTC, to the millisecond; null when not told.</summary>
    public DateTimeOffset? CreateTime { get; init; }

    /// <summary>When it was last changed, in UTC, to the millisecond; null when not told.</summary>
    public DateTimeOffset? UpdateTime { get; init; }

    /// <summary>True when it was recalled. Its content is then gone or a fixed sentence.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>True when it was edited.</summary>
    public bool IsUpdated { get; init; }

    /// <summary>The content as sent: JSON in a string for most types, plain text for some; empty when there is none.</summary>
    public string Content { get; init; } = string.Empty;

    /// <summary>What the message says, as people read it: plain text, Markdown for posts and cards, and a label such as <c>[Image]</c> for what is not text.</summary>
    /// <remarks>Not kept: it is made when it is read, so that a copy with other children or another UI culture has its own.</remarks>
    public string Text => TextSource?.Invoke(this) ?? string.Empty;

    /// <summary>A link that opens the chat at this message in a client, or null where neither the platform gives one nor its place is known.</summary>
    public string? Link { get; init; }

    /// <summary>The reply in a thread (om_…) that this message of the chat is a copy of, or null. Both have the same content.</summary>
    public string? SyncedFrom { get; init; }

    /// <summary>The copy of this reply in the chat (om_…), or null: the other end of <see cref="SyncedFrom"/>.</summary>
    public string? SyncedTo { get; init; }

    /// <summary>Its number among the messages of the chat, or null.</summary>
    internal long? Position { get; init; }

    /// <summary>The other message of the same content, or null.</summary>
    internal string? TwinId => (SyncedFrom ?? SyncedTo) is { } other && other != MessageId ? other : null;

    /// <summary>What can be asked for with this message's id, each key once; of a merged forward everything inside it.</summary>
    public IReadOnlyList<LarkResource> Resources { get; init => field = ShownList<LarkResource>.Of(value); } = ShownList<LarkResource>.Empty;

    /// <summary>The messages of a merged forward, where they were fetched.</summary>
    public IReadOnlyList<LarkMessage> Children { get; init => field = ShownList<LarkMessage>.Of(value); } = ShownList<LarkMessage>.Empty;

    /// <summary>The people whom the content mentions.</summary>
    internal IReadOnlyList<Mention> Mentions { get; init; } = [];

    /// <summary>Makes <see cref="Text"/>; the parser that knows the content gives it.</summary>
    internal Func<LarkMessage, string>? TextSource { get; init; }

    /// <summary>The id.</summary>
    public override string ToString() => MessageId;
}
