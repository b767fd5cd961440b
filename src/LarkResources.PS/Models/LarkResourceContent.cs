using System.Management.Automation;
using LarkResources.Transfer;
using Newtonsoft.Json;

namespace LarkResources;

/// <summary>A resource in memory.</summary>
public sealed class LarkResourceContent
{
    private readonly TransferRequest _request;

    internal LarkResourceContent(TransferRequest request, TransferResult result, byte[] content)
    {
        _request = request;
        Name = result.Name;
        ContentType = result.ContentType;
        Sha256 = result.Sha256;
        Content = content;
    }

    /// <summary>The message the resource belongs to.</summary>
    public string MessageId => _request.Id.MessageId;

    /// <summary>The key of the resource.</summary>
    public string FileKey => _request.Id.FileKey;

    /// <summary>Image or File, as the endpoint calls it.</summary>
    public LarkResourceType Type => _request.Id.Type;

    /// <summary>A name that is valid on Windows, macOS and Linux.</summary>
    public string Name { get; }

    /// <summary>The media type the server named, or null.</summary>
    public string? ContentType { get; }

    /// <summary>The length in bytes.</summary>
    public long Length => Content.LongLength;

    /// <summary>The hash of the bytes, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The bytes.</summary>
    /// <remarks>Lists and exports leave them out, which would write a number for each: that takes both attributes (findings/convertto-json-ignore.sh).</remarks>
    [JsonIgnore]
    [Hidden]
    public byte[] Content { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Length} bytes)";
}
