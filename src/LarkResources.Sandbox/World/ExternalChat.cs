using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>A chat with people of another organisation: the bot may read what is said, and get none of the files.</summary>
internal static class ExternalChat
{
    public static IEnumerable<WorldMessage> Messages()
    {
        yield return FinanceChat.File("om_sandbox_external_offer", WorldTime.Of(2, 30), "file_v3_sandbox_external_offer", "offer.txt", "An offer.\n"u8.ToArray(), "text/plain", W.ExternalChatId) with
        {
            SenderId = "ou_sandbox_outsider",
            ResourceCode = 234009,
        };
    }
}
