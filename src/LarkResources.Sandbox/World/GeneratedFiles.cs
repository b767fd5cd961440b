using System.Text.Json.Nodes;
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
        var key = W.GeneratedKey(entry.Size);
        var name = entry.Size + ".bin";

        // An export of the listed chats is to stay quick.
        var chat = entry.Length > 20 * Mebibyte ? W.ArchiveChatId : W.SharedChatId;
        return new WorldMessage(
            W.GeneratedMessageId(entry.Size),
            chat,
            WorldTime.Of(4, 300 + index),
            "file",
            new JsonObject { ["file_key"] = key, ["file_name"] = name })
        {
            Resources = [WorldResource.Generated(key, name, entry.Length, index + 1)],
        };
    });
}
