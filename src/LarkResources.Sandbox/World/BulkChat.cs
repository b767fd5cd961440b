using System.Text.Json.Nodes;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>As many messages as make pages, quota and progress matter.</summary>
internal static class BulkChat
{
    public static IEnumerable<WorldMessage> Messages() => Enumerable.Range(1, W.BulkCount).Select(number =>
    {
        var key = W.BulkKey(number);
        var name = $"statement {number:D3}.dat";
        return new WorldMessage(
            W.BulkMessageId(number),
            W.BulkChatId,
            WorldTime.Of(number * 5 / (W.BulkCount + 1), number),
            "file",
            new JsonObject { ["file_key"] = key, ["file_name"] = name })
        {
            Resources = [WorldResource.Generated(key, name, W.BulkLength, 1000 + number)],
        };
    });
}
