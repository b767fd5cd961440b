using System.Text.Json.Nodes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Chats between two people, which only they see.</summary>
internal static class SingleChats
{
    public static IEnumerable<WorldMessage> Messages() =>
    [
        new("om_sandbox_single_text", W.SingleChatId, WorldTime.Of(2, 0), "text", new JsonObject { ["text"] = "Just between us" }),
        FinanceChat.File("om_sandbox_single_file", WorldTime.Of(2, 1), "file_v3_sandbox_single", "offer.txt", "An offer\n"u8.ToArray(), "text/plain", W.SingleChatId),
        FinanceChat.File("om_sandbox_single_gone", WorldTime.Of(2, 2), "file_v3_sandbox_single_gone", "handover.txt", "All yours\n"u8.ToArray(), "text/plain", W.GoneChatId) with
        {
            SenderId = People.Gone,
        },
    ];
}
