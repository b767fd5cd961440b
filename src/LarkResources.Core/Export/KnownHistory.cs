namespace LarkResources.Export;

/// <summary>What earlier runs have read of what a run is for, from the beginning of its window on.</summary>
/// <param name="since">The beginning of the window; null for that of the chat.</param>
/// <param name="stretches">The stretches that reach into the window; at least one.</param>
internal sealed class KnownHistory(DateTimeOffset? since, IReadOnlyList<Coverage> stretches)
{
    /// <summary>The end of what was read of the chat.</summary>
    public DateTimeOffset Until { get; } = stretches.Max(known => known.Until);

    /// <summary>The end of what was read of a thread; null where it is read from the beginning of the window.</summary>
    /// <param name="thread">One of <see cref="HistoryCheckpoint.Threads"/>.</param>
    public DateTimeOffset? UntilIn(string thread) => stretches
        .Select(known => known.Of(thread))
        .Max(part => part is not null && (part.From is null || part.From <= since) && !(part.Until < since) ? part.Until : (DateTimeOffset?)null);
}
