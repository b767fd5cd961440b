namespace LarkResources.Naming;

/// <summary>The path of a folder that was sent, with slashes, made of names that every system accepts.</summary>
internal static class FolderPath
{
    /// <summary>In characters. Systems bound the length of a whole path; what lies deeper goes into the last folder that fits.</summary>
    private const int MostCharacters = 400;

    /// <param name="parent">The folder it is in, or null.</param>
    /// <param name="name">The name as it was sent.</param>
    /// <param name="key">The key, for a name of which nothing can stay.</param>
    public static string Join(string? parent, string? name, string key)
    {
        var part = PortableFileName.FolderPart(name, key);
        return parent is null ? part : parent.Length + part.Length < MostCharacters ? $"{parent}/{part}" : parent;
    }
}
