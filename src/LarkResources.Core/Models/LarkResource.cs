using LarkResources.Text;

namespace LarkResources;

/// <summary>One resource of a message, as the message content names it; nothing has been downloaded yet.</summary>
public sealed record LarkResource
{
    /// <summary>
    /// The message to ask for the resource (om_…). For what was sent inside a merged forward this is the forward itself:
    /// with the inner message's own id the platform answers 234003 (seen by three independent clients).
    /// </summary>
    public required string MessageId { get; init; }

    /// <summary>The inner message of a merged forward that holds the resource, or null: the second id to try.</summary>
    public string? ChildMessageId { get; init; }

    /// <summary>Of a thread reply and its copy in the chat, the id of the other: one more id to try.</summary>
    internal string? TwinMessageId { get; init; }

    /// <summary>The <c>root_id</c> of that message: for a forwarded copy one more id to try.</summary>
    internal string? RootMessageId { get; init; }

    /// <summary>The <c>parent_id</c> of that message, for the same reason.</summary>
    internal string? ParentMessageId { get; init; }

    /// <summary>The key (img_…, file_… or any other text; the platform promises no form).</summary>
    public required string FileKey { get; init; }

    /// <summary>The <c>type</c> parameter with which to ask for it.</summary>
    public required LarkResourceType Type { get; init; }

    /// <summary>What it is to the person who sent it.</summary>
    public required LarkResourceKind Kind { get; init; }

    /// <summary>The <c>file_name</c> of the content exactly as sent, or null. Not safe as a file name.</summary>
    public string? Name { get; init; }

    /// <summary>Size in bytes where the content tells it, else null. Not proof of anything.</summary>
    public long? Length { get; init; }

    /// <summary>Playing time of audio and video where the content gives it, as <c>hh:mm:ss.fff</c>, else null.</summary>
    public string? Duration => PlayingTime is { } time ? ShownTime.Text(time) : null;

    /// <summary>The <c>duration</c> of the content, which counts milliseconds.</summary>
    internal TimeSpan? PlayingTime { get; init; }

    /// <summary>When the message was sent. Inside a merged forward: when the forward was sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The chat in which the message of <see cref="MessageId"/> was sent (oc_…), or null.</summary>
    public string? ChatId { get; init; }

    /// <summary>The thread in which the message of <see cref="MessageId"/> was sent (omt_…), or null.</summary>
    public string? ThreadId { get; init; }

    /// <summary>Who sent the message of <see cref="MessageId"/>, or null.</summary>
    public string? SenderId { get; init; }

    /// <summary>The name of that person or app in the language of the UI culture, or null where the platform leaves it out.</summary>
    public string? SenderName { get; init; }

    /// <summary>A link that opens the chat at the message in a client, or null.</summary>
    public string? Link { get; init; }

    /// <summary>Of a file inside a folder that was sent: the folder and those below it on the way to the file, with slashes, each name made portable. Null for any other.</summary>
    public string? Folder { get; init; }

    /// <summary>False when it is known that the platform does not serve this kind; <see cref="Note"/> then says why.</summary>
    public bool IsSupported { get; init; } = true;

    /// <summary>Why it cannot be served, or may not be; null when nothing speaks against it.</summary>
    public string? Note { get; init; }

    /// <summary>The key.</summary>
    public override string ToString() => FileKey;
}
