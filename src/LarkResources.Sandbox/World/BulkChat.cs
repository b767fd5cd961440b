using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>As many messages as make pages, quota and progress matter.</summary>
internal static class BulkChat
{
    public static IEnumerable<WorldMessage> Messages() => Enumerable.Range(1, W.BulkCount).Select(number =>
    {
        var file = WorldResource.Generated(W.BulkKey(number), $"statement {number:D3}.dat", W.BulkLength, 1000 + number);
        return WorldMessage.OfFile(W.BulkMessageId(number), W.BulkChatId, WorldTime.Of(number * 5 / (W.BulkCount + 1), number), file);
    });
}
