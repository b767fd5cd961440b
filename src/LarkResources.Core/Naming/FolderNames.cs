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
            return Candidates(name, id).First(candidate => _taken.TryAdd(PortableFileName.IdentityKey(candidate), id) || _taken[PortableFileName.IdentityKey(candidate)] == id);
        }
    }

    private static IEnumerable<string> Candidates(string name, ResourceId id)
    {
        yield return name;
        yield return PortableFileName.WithKey(name, id.FileKey);

        // The key alone is in the name of another resource, or stands in two messages.
        var whole = $"{id.FileKey} {id.MessageId} {id.Type}";
        for (var again = string.Empty; ; again += '+')
        {
            yield return PortableFileName.WithKey(name, whole + again);
        }
    }
}
