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

    /// <summary>True when a window need only be read from the end of this on.</summary>
    public bool Reaches(ExportOptions selection) =>
        selection.Kinds.IsSubsetOf(Kinds) && (Threads || !selection.IncludeThread)
        && (Messages || !selection.IncludeMessage) && (Filter is null || Filter == selection.Filter?.Signature)
        && (From is null || selection.Since >= From) && (selection.Since is not { } since || Until >= since);

    /// <summary>Both as one where they touch and describe the same, else null.</summary>
    public Coverage? TryJoin(Coverage other) =>
        Threads == other.Threads && Messages == other.Messages && Filter == other.Filter && Kinds.Order().SequenceEqual(other.Kinds.Order())
        && (From is null || other.Until >= From) && (other.From is null || Until >= other.From)
            ? other with { From = From is null || other.From is null ? null : Min(From.Value, other.From.Value), Until = Until > other.Until ? Until : other.Until }
            : null;

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset two) => one < two ? one : two;
}
