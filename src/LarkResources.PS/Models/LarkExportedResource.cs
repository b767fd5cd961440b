using LarkResources.Export;

namespace LarkResources;

/// <summary>A resource of an export, as its manifest has it.</summary>
public sealed class LarkExportedResource
{
    /// <param name="entry">The line.</param>
    /// <param name="fullName">Where the file is; null where there is none.</param>
    internal LarkExportedResource(ManifestEntry entry, string? fullName)
    {
        FullName = fullName;
        Length = entry.Length;
        ContentType = entry.ContentType;
        Sha256 = entry.Sha256;
        MessageId = entry.MessageId;
        FileKey = entry.FileKey;
        Type = entry.Type;
        Kind = entry.Kind;
        Status = (LarkExportStatus)entry.Status;
        Code = entry.Code;
        ChatId = entry.ChatId;
        ThreadId = entry.ThreadId;
        SenderId = entry.SenderId;
        SentAt = entry.SentAt;
        SentName = entry.Name;
        SenderName = entry.SenderName;
        Folder = entry.Folder;
        Link = entry.Link;
    }

    /// <summary>The path as Get-Item, Get-FileHash, Remove-Item and others bind it from the pipeline.</summary>
    public string? PSPath => FullName is null ? null : @"Microsoft.PowerShell.Core\FileSystem::" + FullName;

    /// <summary>The full path of the file; null where it was not saved.</summary>
    /// <remarks>Not called Path: Get-Item and others bind a property of that name before PSPath, and read wildcards in it.</remarks>
    public string? FullName { get; }

    /// <summary>The name of the file; null where it was not saved.</summary>
    public string? Name => System.IO.Path.GetFileName(FullName);

    /// <summary>The length in bytes, of a file that was not saved as far as it is known; else null.</summary>
    public long? Length { get; }

    /// <summary>The media type the server named, or null.</summary>
    public string? ContentType { get; }

    /// <summary>The hash of the bytes, 64 lower-case hexadecimal digits; null where it was not saved.</summary>
    public string? Sha256 { get; }

    /// <summary>The message the resource belongs to.</summary>
    public string MessageId { get; }

    /// <summary>The key of the resource; null for a message that was recalled before its content was read.</summary>
    public string? FileKey { get; }

    /// <summary>Image or File, as the endpoint calls it; null with <see cref="FileKey"/>.</summary>
    public LarkResourceType? Type { get; }

    /// <summary>What it is to the person who sent it; null with <see cref="FileKey"/>.</summary>
    public LarkResourceKind? Kind { get; }

    /// <summary>What became of it.</summary>
    public LarkExportStatus Status { get; }

    /// <summary>The code with which the platform refused it, or null.</summary>
    public int? Code { get; }

    /// <summary>The chat, or null.</summary>
    public string? ChatId { get; }

    /// <summary>The thread, or null.</summary>
    public string? ThreadId { get; }

    /// <summary>Who sent the message, or null.</summary>
    public string? SenderId { get; }

    /// <summary>When the message was sent, in UTC.</summary>
    public DateTimeOffset? SentAt { get; }

    /// <summary>The name exactly as it was sent, or null. Not safe as a file name.</summary>
    public string? SentName { get; }

    /// <summary>The name of the sender when the resource was saved, or null where the platform leaves it out.</summary>
    public string? SenderName { get; }

    /// <summary>Of a file inside a folder that was sent: the folders on the way to it, with slashes, each name made portable. Null for any other.</summary>
    public string? Folder { get; }

    /// <summary>A link that opens the chat at the message in a client, or null.</summary>
    public string? Link { get; }

    /// <inheritdoc/>
    public override string ToString() => FullName ?? FileKey ?? MessageId;
}
