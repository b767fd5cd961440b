namespace LarkResources.Transfer;

/// <summary>What one input of the pipeline asks for. All ids are clean.</summary>
/// <param name="MessageId">The message.</param>
internal sealed record ResourceQuery(string MessageId)
{
    /// <summary>The key of one resource; null for all of the message.</summary>
    public string? FileKey { get; init; }

    /// <summary>The type of <see cref="FileKey"/>, when the caller knows it.</summary>
    public LarkResourceType? Type { get; init; }

    /// <summary>The message, when the caller has it: it is not read again.</summary>
    public LarkMessage? Message { get; init; }

    /// <summary>The resource as its message lists it, when the caller has it.</summary>
    public LarkResource? Resource { get; init; }

    /// <summary>The kinds that are wanted of a message; empty for all.</summary>
    public IReadOnlyList<LarkResourceKind> Kinds { get; init; } = [];

    /// <summary>True when there is a place for one resource only: a byte stream, or a file.</summary>
    public bool OnlyOne { get; init; }

    public bool Wants(LarkResource resource) => Kinds.Count == 0 || Kinds.Contains(resource.Kind);
}

/// <summary>One thing that a query comes to.</summary>
internal abstract record ResourceMatch
{
    private ResourceMatch()
    {
    }

    /// <summary>A resource to download.</summary>
    public sealed record Found(TransferRequest Request) : ResourceMatch;

    /// <summary>A resource that the platform is known not to serve.</summary>
    public sealed record LeftOut(LarkResource Resource) : ResourceMatch;

    /// <summary>Nothing to download in the message, or in a card that is forwarded with it.</summary>
    /// <param name="Reason">A sentence that names the message.</param>
    /// <param name="MayHoldMore">True when something may be in it that cannot be read or is not known.</param>
    public sealed record Nothing(string Reason, bool MayHoldMore) : ResourceMatch;

    /// <summary>A forward or folder inside the message that could not be read; the rest still comes.</summary>
    public sealed record Unread(LarkException Failure) : ResourceMatch;
}
