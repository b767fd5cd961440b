using System.Collections.ObjectModel;

namespace LarkResources.Models;

/// <summary>A list whose text is its items joined: <c>Export-Csv</c> and string interpolation show that text.</summary>
internal sealed class ShownList<T> : ReadOnlyCollection<T>
{
    private ShownList(IList<T> items)
        : base(items)
    {
    }

    public static new ShownList<T> Empty { get; } = new([]);

    public static ShownList<T> Of(IReadOnlyList<T> items) => items as ShownList<T> ?? (items.Count == 0 ? Empty : new([.. items]));

    public override string ToString() => string.Join(", ", this);
}

/// <summary>Counts whose text is <c>key: count</c>, joined.</summary>
internal sealed class ShownCounts(IReadOnlyDictionary<string, int> counts) : ReadOnlyDictionary<string, int>(new SortedDictionary<string, int>(counts.ToDictionary(), StringComparer.Ordinal))
{
    public override string ToString() => string.Join(", ", this.Select(count => $"{count.Key}: {count.Value}"));
}
