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

    /// <summary>Threads that were not read from <see cref="From"/> to <see cref="Until"/>: what was read of each, or null for nothing.</summary>
    public IReadOnlyDictionary<string, TimeStretch?> PartialThreads { get; init; } = new Dictionary<string, TimeStretch?>();

    /// <summary>True when a window need only be read from the end of this on.</summary>
    public bool Reaches(ExportOptions selection) =>
        selection.Kinds.IsSubsetOf(Kinds) && (Threads || !selection.IncludeThread)
        && (Messages || !selection.IncludeMessage) && (Filter is null || Filter == selection.Filter?.Signature)
        && (From is null || selection.Since >= From) && (selection.Since is not { } since || Until >= since);

    /// <summary>Which replies of a thread were read; null for none.</summary>
    /// <param name="thread">A thread that the history knows.</param>
    public TimeStretch? Of(string thread) => !Threads ? null : PartialThreads.TryGetValue(thread, out var part) ? part : new(From, Until);

    /// <summary>Adds threads that another run has found: none of their replies count as read here, unless this ended before there were any.</summary>
    /// <param name="found">Each with the time of its first message, which no reply precedes; null where that is not known.</param>
    public Coverage WithFound(IEnumerable<KeyValuePair<string, DateTimeOffset?>> found)
    {
        if (!Threads)
        {
            return this;
        }

        var partial = new Dictionary<string, TimeStretch?>(PartialThreads, StringComparer.Ordinal);
        foreach (var (thread, begin) in found)
        {
            if (!(begin > Until))
            {
                partial.TryAdd(thread, null);
            }
        }

        return this with { PartialThreads = partial };
    }

    /// <summary>Both as one where they touch and describe the same, else null.</summary>
    public Coverage? TryJoin(Coverage other)
    {
        if (!(Threads == other.Threads && Messages == other.Messages && Filter == other.Filter && Kinds.Order().SequenceEqual(other.Kinds.Order())
            && new TimeStretch(From, Until).TryJoin(new(other.From, other.Until)) is { } whole))
        {
            return null;
        }

        // Of two parts with a gap between them the later one counts: from its end on there is more to come.
        var partial = PartialThreads.Keys.Union(other.PartialThreads.Keys, StringComparer.Ordinal)
            .Select(thread => KeyValuePair.Create(thread, TimeStretch.Join(Of(thread), other.Of(thread))))
            .Where(thread => thread.Value != whole);
        return this with { From = whole.From, Until = whole.Until, PartialThreads = partial.ToDictionary(StringComparer.Ordinal) };
    }

    /// <summary>True when all that the other one describes is described by this one too.</summary>
    public bool Contains(Coverage other) =>
        !other.Kinds.Except(Kinds).Any() && (Threads || !other.Threads) && (Messages || !other.Messages) && (Filter is null || Filter == other.Filter)
        && new TimeStretch(From, Until).Contains(new(other.From, other.Until))
        && (!other.Threads || PartialThreads.All(thread => other.Of(thread.Key) is not { } part || thread.Value?.Contains(part) is true));
}

/// <summary>A stretch of time in a chat or a thread.</summary>
/// <param name="From">Where it begins; null for the beginning of all.</param>
/// <param name="Until">Where it ends.</param>
internal sealed record TimeStretch(DateTimeOffset? From, DateTimeOffset Until)
{
    /// <summary>True when the other one lies in this one.</summary>
    public bool Contains(TimeStretch other) => (From is null || other.From >= From) && other.Until <= Until;

    /// <summary>Both as one where they touch, else null.</summary>
    public TimeStretch? TryJoin(TimeStretch other) => (From is null || other.Until >= From) && (other.From is null || Until >= other.From)
        ? new(From is null || other.From is null ? null : From < other.From ? From : other.From, Until > other.Until ? Until : other.Until)
        : null;

    /// <summary>Both as one where they touch, else the later one; null where there is neither.</summary>
    public static TimeStretch? Join(TimeStretch? one, TimeStretch? two) =>
        one is null || two is null ? one ?? two : one.TryJoin(two) ?? (one.Until > two.Until ? one : two);
}
