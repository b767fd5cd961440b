namespace LarkResources.Api;

/// <summary>Which messages of a chat or thread are wanted.</summary>
internal sealed record HistoryQuery(string ContainerId, bool IsThread)
{
    private const long LatestSecond = 100_000_000_000;

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

    /// <summary>Told of a thread that cannot be read, so that the rest of the history still comes; without it such a thread is the end.</summary>
    public Action<LarkException>? ThreadFailed { get; init; }

    /// <summary>The whole second at or before <see cref="Since"/>; null where it would leave nothing out.</summary>
    public long? StartSecond => Since?.ToUnixTimeSeconds() is > 0 and var second ? second : null;

    /// <summary>The whole second at or after <see cref="Until"/>; null where it would leave nothing out.</summary>
    /// <remarks>The platform takes twelve digits for milliseconds, and a time before 1970 for none at all.</remarks>
    public long? EndSecond => Until is not { } until ? null
        : until.ToUnixTimeSeconds() + (until.Ticks % TimeSpan.TicksPerSecond == 0 ? 0 : 1) is < LatestSecond and var second ? Math.Max(0, second) : null;

    /// <summary>True when the platform leaves nothing in an answer that <see cref="Covers"/> would take out.</summary>
    public bool IsServedExactly => !IncludeThread && Since is null && Until is null;

    /// <summary>True for a message after which, in the order of the answers, no other lies in the window.</summary>
    public bool EndsBefore(LarkMessage message) =>
        message.CreateTime is { } time && (Descending ? Since is { } since && time < since : Until is { } until && time > until);

    /// <summary>True for a message of the window; the platform does not apply it to threads.</summary>
    public bool Covers(LarkMessage message) =>
        message.CreateTime is not { } time || ((Since is not { } since || time >= since) && (Until is not { } until || time <= until));
}
