namespace LarkResources.Files;

/// <summary>What stands under a name in a folder.</summary>
internal enum EntryKind
{
    /// <summary>Nothing, or nothing that this account may see.</summary>
    Nothing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A link, also one that leads nowhere.</summary>
    Link,

    /// <summary>A pipe, a socket or a device: to open one can block for ever, or do what the device does when it is opened.</summary>
    Special,
}
