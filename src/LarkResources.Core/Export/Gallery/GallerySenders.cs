namespace LarkResources.Export.Gallery;

/// <summary>The people and apps of an export: by their ids, with the names that they had last.</summary>
internal sealed class GallerySenders
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<Sender> _senders = [];

    /// <summary>Id and name of each, in the order of their places; either may be null, never both.</summary>
    public IEnumerable<(string? Id, string? Name)> All => _senders.Select(sender => (sender.Id, sender.Name));

    /// <summary>The place of a sender, or -1 for none.</summary>
    /// <param name="id">Two people of one name have two ids.</param>
    /// <param name="name">Blank counts as none.</param>
    /// <param name="at">When the sender had the name: the last one counts, so that a new name does not make a new person.</param>
    public int PlaceOf(string? id, string? name, DateTimeOffset? at)
    {
        id = string.IsNullOrWhiteSpace(id) ? null : id;
        name = string.IsNullOrWhiteSpace(name) ? null : name;
        if (id is null && name is null)
        {
            return -1;
        }

        // No id contains a NUL, so a name alone is never taken for an id.
        var key = id ?? "\0" + name;
        if (!_places.TryGetValue(key, out var place))
        {
            _places.Add(key, place = _senders.Count);
            _senders.Add(new() { Id = id });
        }

        var sender = _senders[place];
        if (name is not null && (sender.Name is null || at >= sender.NamedAt))
        {
            (sender.Name, sender.NamedAt) = (name, at ?? DateTimeOffset.MinValue);
        }

        return place;
    }

    private sealed class Sender
    {
        public string? Id { get; init; }

        public string? Name { get; set; }

        public DateTimeOffset NamedAt { get; set; }
    }
}
