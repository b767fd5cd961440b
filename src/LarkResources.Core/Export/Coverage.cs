namespace LarkResources.Export;

/// <summary>A stretch of history of which every resource is in the manifest.</summary>
/// <param name="From">Where it begins; null for the beginning of the chat.</param>
/// <param name="Until">Where it ends.</param>
/// <param name="Kinds">The kinds of which that is true.</param>
/// <param name="Threads">True when it holds for threads too.</param>
internal sealed record Coverage(DateTimeOffset? From, DateTimeOffset Until, IReadOnlyList<LarkResourceKind> Kinds, bool Threads)
{
    /// <summary>True when the messages were archived too.</summary>
    public bool Messages { get; init; }

    /// <summary>Which resources were left out, as <see cref="ResourceFilter.Signature"/>; null for none.</summary>
    public string? Filter { get; init; }

    /// <summary>Threads of which less was read: each with the moment until which its replies were, null for none of them.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?> PartialThreads { get; init; } = new Dictionary<string, DateTimeOffset?>();

    /// <summary>The moment until which the replies of a thread were read, from the beginning of this on; null when none were.</summary>
    /// <param name="thread">A thread that was known when this was read.</param>
    public DateTimeOffset? ReadUntil(string thread) => !Threads ? null : PartialThreads.TryGetValue(thread, out var until) ? until : Until;

    /// <summary>The same with threads that another run has found.</summary>
    public Coverage WithFound(IReadOnlyCollection<string> threads)
    {
        if (!Threads)
        {
            return this;
        }

        var partial = new Dictionary<string, DateTimeOffset?>(PartialThreads, StringComparer.Ordinal);
        foreach (var thread in threads)
        {
            partial.TryAdd(thread, null);
        }

        return this with { PartialThreads = partial };
    }

    /// <summary>True when a window need only be read from the end of this on.</summary>
    public bool Reaches(ExportOptions selection) =>
        selection.Kinds.IsSubsetOf(Kinds) && (Threads || !selection.IncludeThread)
        && (Messages || !selection.IncludeMessage) && (Filter is null || Filter == selection.Filter?.Signature)
        && (From is null || selection.Since >= From) && (selection.Since is not { } since || Until >= since);

    /// <summary>Both as one where they touch and describe the same, else null.</summary>
    public Coverage? TryJoin(Coverage other) =>
        Threads == other.Threads && Messages == other.Messages && Filter == other.Filter && Kinds.Order().SequenceEqual(other.Kinds.Order())
        && (From is null || other.Until >= From) && (other.From is null || Until >= other.From)
            ? (BeginsBefore(other) ? this : other).Extended(BeginsBefore(other) ? other : this)
            : null;

    private bool BeginsBefore(Coverage other) => other.From is not null && (From is null || From < other.From);

    private Coverage Extended(Coverage later)
    {
        var until = Until > later.Until ? Until : later.Until;
        var partial = PartialThreads.Keys.Union(later.PartialThreads.Keys, StringComparer.Ordinal)
            .Select(thread => KeyValuePair.Create(thread, ReadUntil(thread, later)))
            .Where(thread => thread.Value != until);
        return this with { Until = until, PartialThreads = partial.ToDictionary(StringComparer.Ordinal) };
    }

    /// <summary>The same with what a later stretch has: that counts if nothing is missing before it.</summary>
    private DateTimeOffset? ReadUntil(string thread, Coverage later)
    {
        var (first, second) = (ReadUntil(thread), later.ReadUntil(thread));
        return second > (first ?? DateTimeOffset.MinValue) && (From == later.From || later.From <= first) ? second : first;
    }
}
