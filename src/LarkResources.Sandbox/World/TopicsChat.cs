using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Topics of a text and two replies with one file each: the first at once, the second a day later.</summary>
internal static class TopicsChat
{
    public static IEnumerable<WorldMessage> Messages() => Enumerable.Range(1, W.TopicCount).SelectMany(number =>
    {
        var thread = FormattableString.Invariant($"omt_sandbox_topic_{number:D2}");
        var root = new WorldMessage(
            FormattableString.Invariant($"om_sandbox_topic_{number:D2}"), W.TopicsChatId, WorldTime.Of(0, number * 10), "text", new JsonObject { ["text"] = $"Topic {number}" })
        {
            ThreadId = thread,
        };
        return new[] { root, Reply(root, 1, TimeSpan.FromMinutes(5)), Reply(root, 2, TimeSpan.FromDays(1)) };
    });

    private static WorldMessage Reply(WorldMessage root, int number, TimeSpan after)
    {
        var id = FormattableString.Invariant($"{root.Id}_{number}");
        var name = id["om_sandbox_".Length..] + ".txt";
        var file = WorldResource.File("file_v3_" + id["om_".Length..], name, Encoding.UTF8.GetBytes($"This is {name}\n"), "text/plain");
        return WorldMessage.OfFile(id, W.TopicsChatId, root.SentAt + after, file) with { ThreadId = root.ThreadId, RootId = root.Id, SenderId = "ou_sandbox_li" };
    }
}
