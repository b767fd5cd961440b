namespace LarkResources;

/// <summary>What a message has with it, as the search of the platform tells messages apart.</summary>
public enum LarkAttachmentType : long
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>A video.</summary>
    Video,

    /// <summary>An address of a web page or a document.</summary>
    Link,
}
