using LarkResources.Sandbox.Bytes;

namespace LarkResources.Sandbox.World;

/// <summary>One downloadable thing of a message.</summary>
/// <param name="Key">The key under which the resource call finds it.</param>
/// <param name="Type">What the resource call must say: <c>image</c> or <c>file</c>.</param>
/// <param name="ContentType">The type that the answer declares.</param>
/// <param name="Bytes">The content.</param>
/// <param name="FileName">The name of the answer's Content-Disposition; null leaves that header out, as pictures do.</param>
internal sealed record WorldResource(string Key, string Type, string ContentType, ByteSource Bytes, string? FileName = null)
{
    /// <summary>True for a video of a phone that was sent as a file: served as media, and HTTP 502 for the type file.</summary>
    public bool IsOfPhone { get; init; }

    public static WorldResource Image(string key, byte[] bytes, string contentType = "image/png") =>
        new(key, "image", contentType, new FixedBytes(bytes));

    public static WorldResource File(string key, string? name, byte[] bytes, string contentType = "application/octet-stream") =>
        new(key, "file", contentType, new FixedBytes(bytes), name);

    public static WorldResource Generated(string key, string name, long length, int seed) =>
        new(key, "file", "application/octet-stream", new PatternBytes(length, seed), name);
}
