namespace LarkResources.Sandbox.World;

/// <summary>One line of a folder that was sent as a message.</summary>
internal sealed record FolderEntry(string Key, string Name, bool IsFolder = false);
