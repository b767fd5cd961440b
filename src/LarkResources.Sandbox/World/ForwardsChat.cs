using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Forwards in every shape that clients report, also those that they do not agree on.</summary>
internal static class ForwardsChat
{
    private const string Chat = W.ForwardsChatId;
    private const string Elsewhere = "oc_sandbox_elsewhere";

    public static IEnumerable<WorldMessage> Messages() => [.. Levels(), .. Folded(), .. ByChild()];

    /// <summary>Three levels with a file on each, all in one answer.</summary>
    private static IEnumerable<WorldMessage> Levels()
    {
        var files = Enumerable.Range(1, 3).Select(level => Text($"file_v3_sandbox_level_{level}", $"level {level}.txt")).ToArray();
        var upper = W.DeepForwardMessageId;
        yield return Forward(upper, Chat, WorldTime.Of(1, 0), null) with { Resources = files };
        for (var level = 1; level <= files.Length; level++)
        {
            yield return Child($"om_sandbox_level_{level}", upper, WorldTime.Of(0, level), files[level - 1]);
            if (level < files.Length)
            {
                var inner = $"om_sandbox_level_{level}_forward";
                yield return Forward(inner, Elsewhere, WorldTime.Of(0, level + 10), upper);
                upper = inner;
            }
        }
    }

    /// <summary>The inner forward is empty in the answer for the outer one.</summary>
    private static IEnumerable<WorldMessage> Folded()
    {
        const string inner = "om_sandbox_folded_forward";
        var file = Text("file_v3_sandbox_folded", "folded.txt");
        yield return Forward(W.FoldedForwardMessageId, Chat, WorldTime.Of(1, 5), null) with { Resources = [file] };
        yield return Forward(inner, Elsewhere, WorldTime.Of(0, 20), W.FoldedForwardMessageId) with { IsFolded = true };
        yield return Child("om_sandbox_folded_file", inner, WorldTime.Of(0, 21), file);
    }

    private static IEnumerable<WorldMessage> ByChild()
    {
        var picture = WorldResource.Image(W.ChildServedKey, Artwork.Cover());
        yield return Forward(W.ChildServedForwardMessageId, Chat, WorldTime.Of(1, 9), null) with { ResourceCode = 234043 };
        yield return new("om_sandbox_by_child", Elsewhere, WorldTime.Of(0, 30), "image", new JsonObject { ["image_key"] = picture.Key })
        {
            UpperMessageId = W.ChildServedForwardMessageId,
            Resources = [picture],
        };
    }

    private static WorldMessage Forward(string id, string chat, DateTimeOffset sentAt, string? upper) =>
        new(id, chat, sentAt, "merge_forward", "Merged and Forwarded Message") { UpperMessageId = upper };

    private static WorldMessage Child(string id, string upper, DateTimeOffset sentAt, WorldResource file) =>
        new(id, Elsewhere, sentAt, "file", new JsonObject { ["file_key"] = file.Key, ["file_name"] = file.FileName })
        {
            UpperMessageId = upper,
            ResourceCode = 234003,
        };

    private static WorldResource Text(string key, string name) => WorldResource.File(key, name, Encoding.UTF8.GetBytes($"This is {name}\n"), "text/plain");
}
