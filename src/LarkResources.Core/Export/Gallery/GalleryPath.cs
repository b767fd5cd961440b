namespace LarkResources.Export.Gallery;

/// <summary>Where a manifest says a file is, once that is known to be a place of an export's files.</summary>
/// <param name="Directory">The folders on the way, with slashes: that of the day first.</param>
/// <param name="File">The name of the file.</param>
internal readonly record struct GalleryPath(string Directory, string File)
{
    /// <summary>Null for a path that no export gives to a file: what a manifest says is not believed.</summary>
    public static GalleryPath? Of(string? path)
    {
        if (path is null || !ChatFolder.IsPathOfExport(path))
        {
            return null;
        }

        var slash = path.LastIndexOf('/');
        return new(path[..slash], path[(slash + 1)..]);
    }
}
