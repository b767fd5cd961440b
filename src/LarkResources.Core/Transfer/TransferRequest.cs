using LarkResources.Errors;
using LarkResources.Models;
using LarkResources.Naming;
using LarkResources.Text;

namespace LarkResources.Transfer;

/// <summary>A finished download.</summary>
/// <param name="Name">The name it is saved or shown under.</param>
/// <param name="ContentType">The media type, when the server named one.</param>
/// <param name="Length">The length of the bytes that came.</param>
/// <param name="Sha256">Their hash, 64 lower-case hexadecimal digits.</param>
internal sealed record TransferResult(string Name, string? ContentType, long Length, string Sha256);

/// <summary>One resource to download.</summary>
internal sealed record TransferRequest(ResourceId Id)
{
    private const int LongestShownName = 60;

    /// <summary>The name the message gives it; the best there is.</summary>
    public string? Name { get; init; }

    /// <summary>Where else it may be served.</summary>
    public AlternativeMessages Alternatives { get; init; } = AlternativeMessages.None;

    /// <summary>True for a video, by its kind or its name.</summary>
    public bool IsVideo { get; init; }

    /// <summary>What it is to the person who sent it; null where only its key is known.</summary>
    public LarkResourceKind? Kind { get; init; }

    /// <summary>True for what is never a text, by its kind or its name.</summary>
    public bool IsBinary => Id.Type is LarkResourceType.Image || Kind is not (null or LarkResourceKind.File) || MediaTypes.IsBinary(Name);

    /// <summary>True when all of a message was asked for, and not this resource by its key.</summary>
    public bool IsImplied { get; init; }

    /// <summary>Who sent it, or null.</summary>
    public string? Sender { get; init; }

    /// <summary>The name of the sender, or null.</summary>
    public string? SenderName { get; init; }

    /// <summary>When the message was sent: it becomes the time of the file.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>False ignores what an earlier run has downloaded.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>True when the bytes must be flushed to the disk before the rename, because a record of them must survive a power cut.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The most bytes that are wanted; null for any number. What is longer ends in a <see cref="TooLargeException"/>.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>What the hash must be; null for any.</summary>
    public string? ExpectedSha256 { get; init; }

    /// <summary>A resource that the user named.</summary>
    public static TransferRequest Named(LarkResource resource) => Implied(resource) with { IsImplied = false };

    /// <summary>A resource that comes with its message.</summary>
    public static TransferRequest Implied(LarkResource resource) => new(new ResourceId(resource.MessageId, resource.FileKey, resource.Type))
    {
        Name = resource.Name,
        Sender = resource.SenderId,
        SenderName = resource.SenderName,
        SentAt = resource.SentAt,
        Alternatives = new(resource.ChildMessageId, resource.TwinMessageId, resource.RootMessageId, resource.ParentMessageId),
        IsVideo = resource.Kind is LarkResourceKind.Video || MediaTypes.IsVideo(resource.Name),
        Kind = resource.Kind,
        IsImplied = true,
    };

    /// <summary>What a person knows it by: the name if the message gives one, else the key.</summary>
    public string ShownName => SingleLineText.From(Name ?? Id.FileKey, LongestShownName);

    public bool Accepts(string sha256) => ExpectedSha256 is not { } expected || expected.Equals(sha256, StringComparison.OrdinalIgnoreCase);

    public LarkException WrongHash(string sha256) => LarkErrors.Local(
        ModuleErrors.TransferIncomplete, LarkErrors.Localized($"{Id} has the SHA-256 {sha256}, not the expected {ExpectedSha256?.ToLowerInvariant()}.", $"{Id} 的 SHA-256 是 {sha256}，而不是预期的 {ExpectedSha256?.ToLowerInvariant()}。"), Id.FileKey,
        recommendation: LarkErrors.Localized(
            "Check where the expected hash comes from; if it is right, this is not the file that was meant.",
            "请核对预期哈希的来源；如果无误，则这不是所需的文件。"));
}
