namespace LarkResources.Export.Gallery;

/// <summary>Where a manifest says a file is, once that is known to lie inside the folder of the chat.</summary>
/// <param name="Directory">The folders on the way, with slashes; empty for a file beside the manifest.</param>
/// <param name="File">The name of the file.</param>
internal readonly record struct GalleryPath(string Directory, string File)
{
    /// <summary>Null for a path that might lead elsewhere on any system: what a manifest says is not believed.</summary>
    public static GalleryPath? Of(string? path)
    {
        if (string.IsNullOrEmpty(path) || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal)
            || path.Any(char.IsControl) || path.Split('/').Any(IsNoName))
        {
            return null;
        }

        var slash = path.LastIndexOf('/');
        return new(slash < 0 ? "" : path[..slash], path[(slash + 1)..]);
    }

    /// <summary>Also "..  ": Windows leaves dots and spaces out at the end of a name.</summary>
    private static bool IsNoName(string segment) => segment.AsSpan().Trim(". ").IsEmpty;
}
