namespace LarkResources.Export.Gallery;

/// <summary>Strings that many items have in common, each written once and named by its place.</summary>
internal sealed class SharedStrings
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];

    public IReadOnlyList<string> Values => _values;

    /// <summary>The place of a string, or -1 for none.</summary>
    public int PlaceOf(string? value)
    {
        if (value is null)
        {
            return -1;
        }

        if (!_places.TryGetValue(value, out var place))
        {
            _places.Add(value, place = _values.Count);
            _values.Add(value);
        }

        return place;
    }
}
