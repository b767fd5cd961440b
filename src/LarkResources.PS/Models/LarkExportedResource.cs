using LarkResources.Export;

namespace LarkResources;

/// <summary>A resource of an export, as its manifest has it.</summary>
public sealed class LarkExportedResource
{
    private readonly ManifestEntry _entry;

    /// <param name="entry">The line.</param>
    /// <param name="fullName">Where the file is; null where there is none.</param>
    internal LarkExportedResource(ManifestEntry entry, string? fullName)
    {
        _entry = entry;
        FullName = fullName;
    }

    /// <summary>The path as Get-Item, Get-FileHash, Remove-Item and others bind it from the pipeline.</summary>
    public string? PSPath => FullName is null ? null : @"Microsoft.PowerShell.Core\FileSystem::" + FullName;

    /// <summary>The full path of the file; null where it was not saved.</summary>
    /// <remarks>Not called Path: Get-Item and others bind a property of that name before PSPath, and read wildcards in it.</remarks>
    public string? FullName { get; }

    /// <summary>The name of the file; null where it was not saved.</summary>
    public string? Name => System.IO.Path.GetFileName(FullName);

    /// <summary>The length in bytes, of a file that was not saved as far as it is known; else null.</summary>
    public long? Length => _entry.Length;

    /// <summary>The media type the server named, or null.</summary>
    public string? ContentType => _entry.ContentType;

    /// <summary>The hash of the bytes, 64 lower-case hexadecimal digits; null where it was not saved.</summary>
    public string? Sha256 => _entry.Sha256;

    /// <summary>The message the resource belongs to.</summary>
    public string MessageId => _entry.MessageId;

    /// <summary>The key of the resource; null for a message that was recalled before its content was read.</summary>
    public string? FileKey => _entry.FileKey;

    /// <summary>Image or File, as the endpoint calls it; null with <see cref="FileKey"/>.</summary>
    public LarkResourceType? Type => _entry.Type;

    /// <summary>What it is to the person who sent it; null with <see cref="FileKey"/>.</summary>
    public LarkResourceKind? Kind => _entry.Kind;

    /// <summary>What became of it.</summary>
    public LarkExportStatus Status => (LarkExportStatus)_entry.Status;

    /// <summary>The code with which the platform refused it, or null.</summary>
    public int? Code => _entry.Code;

    /// <summary>The chat, or null.</summary>
    public string? ChatId => _entry.ChatId;

    /// <summary>The thread, or null.</summary>
    public string? ThreadId => _entry.ThreadId;

    /// <summary>Who sent the message, or null.</summary>
    public string? SenderId => _entry.SenderId;

    /// <summary>When the message was sent, in UTC.</summary>
    public DateTimeOffset? SentAt => _entry.SentAt;

    /// <summary>The name exactly as it was sent, or null. Not safe as a file name.</summary>
    public string? SentName => _entry.Name;

    /// <summary>The name of the sender when the resource was saved, or null where the platform leaves it out.</summary>
    public string? SenderName => _entry.SenderName;

    /// <summary>Of a file inside a folder that was sent: the folders on the way to it, with slashes, each name made portable. Null for any other.</summary>
    public string? Folder => _entry.Folder;

    /// <summary>A link that opens the chat at the message in a client, or null.</summary>
    public string? Link => _entry.Link;

    /// <inheritdoc/>
    public override string ToString() => FullName ?? FileKey ?? MessageId;
}
