namespace LarkResources;

/// <summary>A chat that the identity can see.</summary>
public sealed record LarkChat
{
    /// <summary>The id (oc_…).</summary>
    public required string ChatId { get; init; }

    /// <summary>The name, of a single chat that of the other person; empty where there is none.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The description, or null.</summary>
    public string? Description { get; init; }

    /// <summary>group, topic or p2p (a chat between two people, or with an app); null when not told.</summary>
    public string? ChatMode { get; init; }

    internal bool IsTopicChat => ChatMode == "topic";

    /// <summary>Who is at the other end of a single chat (ou_…); null for any other chat.</summary>
    public string? P2pTargetId { get; init; }

    /// <summary>private or public; null when not told.</summary>
    public string? ChatType { get; init; }

    /// <summary>True when people of other organisations are in it. The resource endpoint answers 234009 there unless the app may be shared outside.</summary>
    public bool IsExternal { get; init; }

    /// <summary>The owner, or null when an app owns it.</summary>
    public string? OwnerId { get; init; }

    /// <summary>open_id, union_id or user_id; null when there is no owner.</summary>
    public string? OwnerIdType { get; init; }

    /// <summary>The organisation the chat belongs to, or null.</summary>
    public string? TenantKey { get; init; }

    /// <summary>normal, dissolved or dissolved_save; null when not told.</summary>
    public string? Status { get; init; }

    /// <summary>The name, or the id when there is none.</summary>
    public override string ToString() => Name.Length > 0 ? Name : ChatId;
}
