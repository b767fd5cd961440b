using LarkResources.Transfer;

namespace LarkResources;

/// <summary>A resource on the disk.</summary>
public sealed class LarkResourceFile
{
    private readonly TransferRequest _request;

    internal LarkResourceFile(TransferRequest request, TransferResult result, string path)
        : this(request, path, result.Length, result.Sha256) => ContentType = result.ContentType;

    /// <summary>A file that was there before.</summary>
    internal LarkResourceFile(TransferRequest request, FileInfo existing, string? sha256)
        : this(request, existing.FullName, ((FileInfo?)existing.ResolveLinkTarget(returnFinalTarget: true) ?? existing).Length, sha256)
    {
    }

    private LarkResourceFile(TransferRequest request, string fullName, long length, string? sha256)
    {
        _request = request;
        FullName = fullName;
        Length = length;
        Sha256 = sha256;
    }

    /// <summary>The path as Get-Item, Get-FileHash, Remove-Item and others bind it from the pipeline.</summary>
    public string PSPath => @"Microsoft.PowerShell.Core\FileSystem::" + FullName;

    /// <summary>The name of the file.</summary>
    public string Name => Path.GetFileName(FullName);

    /// <summary>The full path of the file.</summary>
    /// <remarks>Not called Path: Get-Item and others bind a property of that name before PSPath, and read wildcards in it.</remarks>
    public string FullName { get; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; }

    /// <summary>The media type in the response, or null; null also for a file that was skipped because it exists.</summary>
    public string? ContentType { get; }

    /// <summary>The hash of the bytes, 64 lower-case hexadecimal digits; null for a file that was skipped because it exists.</summary>
    public string? Sha256 { get; }

    /// <summary>The message the resource belongs to.</summary>
    public string MessageId => _request.Id.MessageId;

    /// <summary>The key of the resource.</summary>
    public string FileKey => _request.Id.FileKey;

    /// <summary>Image or File, as the endpoint calls it.</summary>
    public LarkResourceType Type => _request.Id.Type;

    /// <summary>Who sent the message, or null where only its id is known.</summary>
    public string? Sender => _request.Sender;

    /// <summary>The name of the sender in the language of the UI culture, or null where the platform leaves it out.</summary>
    public string? SenderName => _request.SenderName;

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
