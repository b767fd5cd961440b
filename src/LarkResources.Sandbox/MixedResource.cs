namespace LarkResources.Sandbox;

/// <summary>What one resource of a chat <c>oc_mixed_…</c> must come out as.</summary>
/// <param name="MessageId">The message under whose id it is asked for; of what is in a merged forward, the forward.</param>
/// <param name="FileKey">The key.</param>
/// <param name="Type">What the call must say: <c>image</c> or <c>file</c>.</param>
/// <param name="Kind"><c>image</c>, <c>file</c>, <c>audio</c>, <c>video</c>, <c>cover</c> or <c>sticker</c>.</param>
/// <param name="Name">The name in the content, not safe as it is; null where the content has none.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="SentAt">When the message of <paramref name="MessageId"/> was sent.</param>
/// <param name="InThread">True when only the list of a thread shows the message.</param>
/// <param name="Code">The code with which the resource call refuses, always; null when it serves.</param>
public sealed record MixedResource(string MessageId, string FileKey, string Type, string Kind, string? Name, long Length, DateTimeOffset SentAt, bool InThread, int? Code)
{
    /// <summary>The SHA-256, computed when first asked for.</summary>
    public string Sha256 => SandboxFiles.Sha256Of(FileKey);
}
