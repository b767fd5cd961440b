using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Files from 1 MiB to 1 GiB; message <c>om_sandbox_X</c>, key <c>file_v3_sandbox_X</c>.</summary>
internal static class GeneratedFiles
{
    private const long Mebibyte = 1 << 20;

    private static readonly (string Size, long Length)[] Sizes =
    [
        ("1mib", Mebibyte),
        ("8mib", 8 * Mebibyte),
        ("8mib_plus1", (8 * Mebibyte) + 1),
        ("16mib", 16 * Mebibyte),
        ("20mib", 20 * Mebibyte),
        ("64mib", 64 * Mebibyte),
        ("100mib", 100 * Mebibyte),
        ("120mib", 120 * Mebibyte),
        ("1gib", 1024 * Mebibyte),
    ];

    public static IEnumerable<WorldMessage> Messages() => Sizes.Select((entry, index) =>
    {
        var file = WorldResource.Generated(W.GeneratedKey(entry.Size), entry.Size + ".bin", entry.Length, index + 1);

        // An export of the listed chats is to stay quick.
        var chat = entry.Length > 20 * Mebibyte ? W.ArchiveChatId : W.SharedChatId;
        return WorldMessage.OfFile(W.GeneratedMessageId(entry.Size), chat, WorldTime.Of(4, 300 + index), file);
    });
}
