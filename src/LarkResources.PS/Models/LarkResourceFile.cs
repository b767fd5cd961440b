using LarkResources.Models;
using LarkResources.Transfer;

namespace LarkResources;

/// <summary>A resource that was saved to disk.</summary>
public sealed class LarkResourceFile
{
    internal LarkResourceFile(ResourceId id, TransferResult result, string path)
    {
        MessageId = id.MessageId;
        FileKey = id.FileKey;
        Type = id.Type;
        Path = path;
        ContentType = result.ContentType;
        Length = result.Length;
        Sha256 = result.Sha256;
    }

    /// <summary>The path as Get-Item, Get-FileHash, Remove-Item and others bind it from the pipeline.</summary>
    public string PSPath => @"Microsoft.PowerShell.Core\FileSystem::" + Path;

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>The name of the file.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The length in bytes.</summary>
    public long Length { get; }

    /// <summary>The media type the server named, or null.</summary>
    public string? ContentType { get; }

    /// <summary>The hash of the bytes, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The message the resource belongs to.</summary>
    public string MessageId { get; }

    /// <summary>The key of the resource.</summary>
    public string FileKey { get; }

    /// <summary>Image or File, as the endpoint calls it.</summary>
    public LarkResourceType Type { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
