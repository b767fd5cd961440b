namespace LarkResources;

/// <summary>The names given out in one folder during one run: two resources of the same name must not land on one file.</summary>
/// <remarks>The second gets its key into the name, never a number: the same resources then get the same names in every run.</remarks>
internal sealed class FolderNames
{
    private readonly Dictionary<string, ResourceId> _taken = new(StringComparer.Ordinal);

    public string Reserve(string name, ResourceId id)
    {
        lock (_taken)
        {
            var key = PortableFileName.IdentityKey(name);
            if (_taken.TryAdd(key, id) || _taken[key] == id)
            {
                return name;
            }

            var distinct = PortableFileName.WithKey(name, id.FileKey);
            _taken[PortableFileName.IdentityKey(distinct)] = id;
            return distinct;
        }
    }
}
