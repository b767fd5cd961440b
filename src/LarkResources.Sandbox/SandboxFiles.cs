using System.Collections.Concurrent;
using System.Security.Cryptography;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox;

/// <summary>What the files of the simulated tenant must come out as.</summary>
public static class SandboxFiles
{
    private static readonly ConcurrentDictionary<string, string> Hashes = new(StringComparer.Ordinal);

    /// <summary>The length of a resource.</summary>
    /// <param name="fileKey">Any key of the world.</param>
    public static long LengthOf(string fileKey) => Tenant.BytesOf(fileKey).Length;

    /// <summary>The SHA-256 of a resource, 64 lower-case hexadecimal digits; computed once, a gigabyte takes seconds.</summary>
    /// <param name="fileKey">Any key of the world.</param>
    public static string Sha256Of(string fileKey) => Hashes.GetOrAdd(fileKey, static key => Hash(Tenant.BytesOf(key)));

    /// <summary>The SHA-256 of what <see cref="SandboxHandler.ReplaceFile"/> puts in place of a file.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <param name="seed">The seed of the pattern.</param>
    public static string Sha256Of(long length, int seed) => Hash(new PatternBytes(length, seed));

    /// <summary>A resource to read, as it should arrive.</summary>
    /// <param name="fileKey">Any key of the world.</param>
    public static Stream Open(string fileKey) => new SliceStream(Tenant.BytesOf(fileKey));

    /// <summary>Every resource that a chat of <see cref="SandboxWorld.MixedChatId"/> and its threads show, oldest message first but for the replies, which follow their thread.</summary>
    /// <remarks>What was in recalled messages is not among them: its key cannot be learned.</remarks>
    /// <param name="count">As for the chat.</param>
    /// <param name="seed">As for the chat.</param>
    public static IReadOnlyList<MixedResource> OfMixedChat(int count, int seed)
    {
        var id = SandboxWorld.MixedChatId(count, seed);

        // An array, because PowerShell cannot index the list that a collection expression makes.
        return MixedChat.Get(count, seed).Ordered
            .Where(message => message.ChatId == id)
            .SelectMany(message => message.Resources.Select(resource => new MixedResource(
                message.Id,
                resource.Key,
                resource.Type,
                KindOf(message.Kind, resource.Type),
                resource.FileName,
                resource.Bytes.Length,
                message.SentAt,
                message.RootId is not null,
                message.ResourceCode)))
            .ToArray();
    }

    private static string KindOf(string messageKind, string type) => (messageKind, type) switch
    {
        ("audio" or "sticker", _) => messageKind,
        ("media", "file") => "video",
        ("media", _) => "cover",
        _ => type,
    };

    private static string Hash(ByteSource source)
    {
        using var stream = new SliceStream(source);
        return Convert.ToHexString(SHA256.HashData(stream)).ToLowerInvariant();
    }
}
