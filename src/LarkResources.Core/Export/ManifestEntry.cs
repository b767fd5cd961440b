using System.Text.Json.Serialization;

namespace LarkResources.Export;

/// <summary>What became of a resource.</summary>
internal enum ExportStatus
{
    /// <summary>It is in the folder.</summary>
    Saved,

    /// <summary>It cannot be had, and asking again would not help; or it is larger than was wanted.</summary>
    Skipped,

    /// <summary>The download failed this time; the next run tries again.</summary>
    Failed,
}

/// <summary>To whom the platform refused a resource: each may see what the other does not.</summary>
[Flags]
internal enum RefusedTo
{
    App = 1,

    User = 2,

    Both = App | User,
}

/// <summary>One line of a manifest: all that is known of one resource. Fields, order and meaning are in docs/manifest.md.</summary>
internal sealed record ManifestEntry
{
    public const int CurrentVersion = 1;

    /// <summary>In characters. The platform's clients take 250 at the most.</summary>
    public const int LongestName = 4096;

    /// <summary>What is kept of the end of a longer one: it tells the kind.</summary>
    private const int KeptEnd = 100;

    /// <summary>The version of the line's form.</summary>
    public int V { get; init; } = CurrentVersion;

    /// <summary>The message to ask for the resource.</summary>
    public required string MessageId { get; init; }

    public string? ChatId { get; init; }

    public string? ThreadId { get; init; }

    /// <summary>Null for a recalled message, whose content is not known.</summary>
    public string? FileKey { get; init; }

    public LarkResourceType? Type { get; init; }

    public LarkResourceKind? Kind { get; init; }

    /// <summary>The name as it was sent, or null. Not safe as a file name.</summary>
    public string? Name { get; init; }

    /// <summary>Where the file is, from the folder of the chat, with slashes; null unless saved.</summary>
    public string? Path { get; init; }

    /// <summary>In bytes: of the file, or as the server declared it; null when unknown.</summary>
    public long? Length { get; init; }

    /// <summary>64 lower-case hexadecimal digits; null unless saved.</summary>
    public string? Sha256 { get; init; }

    public string? ContentType { get; init; }

    public string? SenderId { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the line was written, UTC.</summary>
    public DateTimeOffset SavedAt { get; init; }

    public ExportStatus Status { get; init; }

    /// <summary>The code of the platform, where it refused.</summary>
    public int? Code { get; init; }

    public string? LogId { get; init; }

    /// <summary>The name of the sender when the line was written, or null.</summary>
    public string? SenderName { get; init; }

    /// <summary>Of a file inside a folder that was sent: the folders on the way, with slashes, each name made portable; else null.</summary>
    public string? Folder { get; init; }

    /// <summary>Opens the chat at the message in a client; null when unknown.</summary>
    public string? Link { get; init; }

    /// <summary>To whom the platform refused it when each last asked; null for none, and for a message of which nothing is known.</summary>
    public RefusedTo? RefusedTo { get; init; }

    /// <summary>What two lines about one resource share.</summary>
    [JsonIgnore]
    public ResourceKey Key => new(MessageId, FileKey);

    /// <summary>Where the last line that had a path says the file is: a file that could not be downloaded again goes back to where it was. No line has it.</summary>
    [JsonIgnore]
    public string? LastPath
    {
        get => Path ?? field;
        init;
    }

    /// <summary>The same of a resource that is not there.</summary>
    public ManifestEntry WithoutFile(ExportStatus status) => this with { Path = null, Sha256 = null, ContentType = null, Status = status };

    /// <summary>The resource as a message would list it, as far as the line knows.</summary>
    /// <remarks>For a resource inside a merged forward the line does not know the inner message's id.</remarks>
    public LarkResource? ToResource() => FileKey is not { } key || Type is not { } type ? null : new()
    {
        MessageId = MessageId,
        FileKey = key,
        Type = type,
        Kind = Kind ?? (type is LarkResourceType.Image ? LarkResourceKind.Image : LarkResourceKind.File),
        Name = Name,
        Length = Length,
        SentAt = SentAt,
        ChatId = ChatId,
        ThreadId = ThreadId,
        SenderId = SenderId,
        SenderName = SenderName,
        Folder = Folder,
        Link = Link,
    };

    public static ManifestEntry Of(LarkResource resource) => new()
    {
        MessageId = resource.MessageId,
        ChatId = resource.ChatId,
        ThreadId = resource.ThreadId,
        FileKey = resource.FileKey,
        Type = resource.Type,
        Kind = resource.Kind,
        Name = Shortened(resource.Name),
        Length = resource.Length,
        SenderId = resource.SenderId,
        SentAt = resource.SentAt?.ToUniversalTime(),
        SenderName = resource.SenderName,
        Folder = resource.Folder,
        Link = resource.Link,
    };

    private static string? Shortened(string? name)
    {
        if (name is not { Length: > LongestName })
        {
            return name;
        }

        var (end, start) = (LongestName - KeptEnd - 1, name.Length - KeptEnd);
        end -= char.IsHighSurrogate(name[end - 1]) ? 1 : 0;
        start += char.IsLowSurrogate(name[start]) ? 1 : 0;
        return $"{name[..end]}…{name[start..]}";
    }
}

/// <summary>The name of a resource among the lines of a manifest.</summary>
internal readonly record struct ResourceKey(string MessageId, string? FileKey);
