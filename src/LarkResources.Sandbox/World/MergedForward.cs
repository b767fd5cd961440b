using System.Text.Json.Nodes;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>A merged forward: its children come from a chat the bot is not in, and are served only under the container's id.</summary>
internal static class MergedForward
{
    private const string Elsewhere = "oc_sandbox_elsewhere";
    private const string Nested = "om_sandbox_forward_nested";

    public static IEnumerable<WorldMessage> Messages()
    {
        var picture = WorldResource.Image(W.ForwardChildKey, PngImage.BarChart(200, 150, new Rgb(240, 244, 255), new Rgb(120, 80, 200), 20, 90, 55));
        var file = WorldResource.File("file_v3_sandbox_forwarded", "forwarded 转发.txt", "Forwarded.\n"u8.ToArray(), "text/plain");
        var deep = WorldResource.File("file_v3_sandbox_forwarded_deep", "deep.txt", "Forwarded twice.\n"u8.ToArray(), "text/plain");

        yield return Container(W.ForwardMessageId, W.FinanceChatId, WorldTime.Of(3, 40)) with { Resources = [picture, file, deep] };
        yield return Child(W.ForwardChildMessageId, W.ForwardMessageId, 1, "image", new JsonObject { ["image_key"] = picture.Key });
        yield return Child("om_sandbox_forward_file", W.ForwardMessageId, 2, "file", new JsonObject { ["file_key"] = file.Key, ["file_name"] = file.FileName });
        yield return Container(Nested, Elsewhere, WorldTime.Of(0, -57)) with { UpperMessageId = W.ForwardMessageId };
        yield return Child("om_sandbox_forward_deep", Nested, 4, "file", new JsonObject { ["file_key"] = deep.Key, ["file_name"] = deep.FileName });
    }

    private static WorldMessage Container(string id, string chat, DateTimeOffset sentAt) =>
        new(id, chat, sentAt, "merge_forward", "Merged and Forwarded Message");

    private static WorldMessage Child(string id, string container, int minute, string kind, JsonObject content) =>
        new(id, Elsewhere, WorldTime.Of(0, minute - 60), kind, content)
        {
            UpperMessageId = container,
            SenderId = "ou_sandbox_outsider",
            ResourceCode = 234003,
        };
}
