namespace LarkResources;

/// <summary>Which messages of a chat or thread are wanted.</summary>
internal sealed record HistoryQuery(string ContainerId, bool IsThread)
{
    /// <summary>The first moment, in whole seconds on the wire.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The last moment, in whole seconds on the wire.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Newest first.</summary>
    public bool Descending { get; init; }

    /// <summary>Also the replies in threads, of which a chat lists only the first messages.</summary>
    public bool IncludeThread { get; init; }

    /// <summary>How many messages at the most.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>True for a message of the window; the platform does not apply it to threads.</summary>
    public bool Covers(LarkMessage message) =>
        message.CreateTime is not { } time || ((Since is not { } since || time >= since) && (Until is not { } until || time <= until));
}
