namespace LarkResources.Export.Gallery;

/// <summary>Where a message stands: in its file, and what its place in the conversation follows from.</summary>
internal sealed class ConversationPlace
{
    public required string Id { get; init; }

    public string? ThreadId { get; init; }

    public string? RootId { get; init; }

    public DateTimeOffset SentAt { get; init; }

    public long Position { get; init; }

    public long Offset { get; init; }

    public int Length { get; init; }

    /// <summary>True for a reply that is folded below the root of its thread.</summary>
    public bool IsReply { get; set; }

    public static ConversationPlace Of(GalleryMessage message, long offset, int length) => new()
    {
        Id = message.Id,
        ThreadId = message.ThreadId,
        RootId = message.RootId == message.Id ? null : message.RootId,
        SentAt = message.SentAt ?? DateTimeOffset.MinValue,
        Position = message.Position ?? 0,
        Offset = offset,
        Length = length,
    };
}
