using System.Collections.Concurrent;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.Names;

namespace LarkResources.Sandbox.World;

/// <summary>Files of any size in any number, made up on the spot: message <c>om_sized_20480_7</c>, key <c>file_v3_sized_20480_7</c>.</summary>
/// <remarks>
/// The first number is the length in bytes, the second tells files of one length apart. The chat <c>oc_sized_20480_1000</c> lists the first
/// thousand of a length, all sent at the same time; no other chat lists them.
/// </remarks>
internal static class SizedFiles
{
    private const int LargestChat = 100_000;

    private static readonly ConcurrentDictionary<string, WorldMessage[]> Chats = new(StringComparer.Ordinal);

    public static WorldMessage? Find(string messageId)
    {
        if (Numbers(messageId, SandboxWorld.SizedMessagePrefix) is not { } numbers)
        {
            return null;
        }

        var suffix = messageId[SandboxWorld.SizedMessagePrefix.Length..];
        var file = WorldResource.Generated(SandboxWorld.SizedKeyPrefix + suffix, suffix + ".bin", numbers.Length, numbers.Number);
        return WorldMessage.OfFile(messageId, SandboxWorld.ArchiveChatId, WorldTime.Of(4, 600), file);
    }

    public static WorldChat? FindChat(string chatId) =>
        Listed(chatId) is { } numbers ? new(chatId, FormattableString.Invariant($"{numbers.Number} files of {numbers.Length} bytes"), "One file in each message", Listed: false) : null;

    public static IReadOnlyList<WorldMessage>? InChat(string chatId) => Listed(chatId) is not { } numbers ? null : Chats.GetOrAdd(
        chatId,
        _ => [.. Enumerable.Range(1, numbers.Number).Select(number => Find(SandboxWorld.SizedMessageId(numbers.Length, number))! with { ChatId = chatId })]);

    public static ByteSource? BytesOf(string fileKey) =>
        Numbers(fileKey, SandboxWorld.SizedKeyPrefix) is { } numbers ? new PatternBytes(numbers.Length, numbers.Number) : null;

    private static (long Length, int Number)? Listed(string chatId) => Numbers(chatId, SandboxWorld.SizedChatPrefix) is { Number: <= LargestChat } numbers ? numbers : null;

    private static (long Length, int Number)? Numbers(string id, string prefix) =>
        IdNumbers.After(prefix, id) is [var length, var number and <= int.MaxValue] ? (length, (int)number) : null;
}
