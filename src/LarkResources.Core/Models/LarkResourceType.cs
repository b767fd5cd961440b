namespace LarkResources;

/// <summary>The <c>type</c> query parameter of the resource endpoint; no other value is accepted by the platform.</summary>
public enum LarkResourceType : long
{
    /// <summary>A picture: of an image message, inside a post, or the cover of a video.</summary>
    Image,

    /// <summary>A file, audio or video.</summary>
    File,
}
