namespace LarkResources;

/// <summary>What a resource is to the person who sent it. Finer than <see cref="LarkResourceType"/>, which is what the endpoint wants to hear.</summary>
public enum LarkResourceKind : long
{
    /// <summary>A picture, alone or inside a post or card.</summary>
    Image,

    /// <summary>A file.</summary>
    File,

    /// <summary>A voice message, Opus in an Ogg container.</summary>
    Audio,

    /// <summary>A video.</summary>
    Video,

    /// <summary>The still picture that stands for a video.</summary>
    Cover,

    /// <summary>A sticker. The platform does not serve these.</summary>
    Sticker,

    /// <summary>A folder. Its files have keys of their own.</summary>
    Folder,
}
