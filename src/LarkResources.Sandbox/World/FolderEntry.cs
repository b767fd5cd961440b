namespace LarkResources.Sandbox.World;

/// <summary>One line of a folder that was sent as a message.</summary>
/// <param name="Key">The key of the file or folder.</param>
/// <param name="Name">The name.</param>
/// <param name="IsFolder">True for a folder inside.</param>
/// <param name="IsHeldBack">True for a file that no listing shows, though it is counted.</param>
/// <param name="IsShallow">True for a folder of which a recursive listing does not show the entries.</param>
internal sealed record FolderEntry(string Key, string Name, bool IsFolder = false, bool IsHeldBack = false, bool IsShallow = false)
{
    /// <summary>The code with which the listing of the folder is refused, or null.</summary>
    public int? Code { get; init; }
}
