namespace LarkResources;

/// <summary>The <c>type</c> query parameter of the resource endpoint.</summary>
public enum LarkResourceType : long
{
    /// <summary>A picture: of an image message, inside a post, or the cover of a video.</summary>
    Image,

    /// <summary>A file, audio or video.</summary>
    File,

    /// <summary>
    /// A video, where the platform answers HTTP 502 to <see cref="File"/>: videos that phones send from their album as files. Of a video whose name is
    /// known it is tried without being asked for. On no official page; as @openclaw/feishu does (openclaw #49855).
    /// </summary>
    Media,
}
