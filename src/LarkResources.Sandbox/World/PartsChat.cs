using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Messages of which a part needs a call of its own, which may fail while the rest is served.</summary>
internal static class PartsChat
{
    private const string Chat = W.PartsChatId;
    private const string Elsewhere = "oc_sandbox_elsewhere";

    public static IEnumerable<WorldMessage> Messages() => [PostWithFolders(), .. ForwardWithForward()];

    /// <summary>A picture and a file beside two folders.</summary>
    private static WorldMessage PostWithFolders()
    {
        var picture = WorldResource.Image("img_v3_sandbox_parts", Artwork.Cover());
        var files = new[] { Text("beside"), Text("in_first"), Text("in_second") };
        var content = new JsonObject
        {
            ["content"] = new JsonArray(new JsonArray(RichContent.Picture(picture.Key))),
            ["files"] = new JsonArray(Attached(W.PartsFirstFolderKey, "first", true), Attached(W.PartsSecondFolderKey, "second", true), Attached(files[0].Key, files[0].FileName!, false)),
        };
        return new(W.PartsPostMessageId, Chat, WorldTime.Of(1, 0), "post", content)
        {
            Resources = [picture, .. files],
            Folders = new Dictionary<string, FolderEntry[]>
            {
                [W.PartsFirstFolderKey] = [new(files[1].Key, files[1].FileName!)],
                [W.PartsSecondFolderKey] = [new(files[2].Key, files[2].FileName!)],
            },
        };
    }

    /// <summary>A file beside a forward whose file comes only when that forward is asked for.</summary>
    private static IEnumerable<WorldMessage> ForwardWithForward()
    {
        var (outer, inner) = (Text("outer"), Text("inner"));
        yield return new(W.PartsForwardMessageId, Chat, WorldTime.Of(1, 5), "merge_forward", "Merged and Forwarded Message") { Resources = [outer, inner] };
        yield return Child("om_sandbox_parts_outer", W.PartsForwardMessageId, 1, outer);
        yield return new(W.PartsInnerForwardMessageId, Elsewhere, WorldTime.Of(0, 2), "merge_forward", "Merged and Forwarded Message")
        {
            UpperMessageId = W.PartsForwardMessageId,
            IsFolded = true,
        };
        yield return Child("om_sandbox_parts_inner", W.PartsInnerForwardMessageId, 3, inner);
    }

    private static WorldMessage Child(string id, string upper, int minute, WorldResource file) => WorldMessage.OfFile(id, Elsewhere, WorldTime.Of(0, minute), file) with
    {
        UpperMessageId = upper,
        ResourceCode = 234003,
    };

    private static JsonObject Attached(string key, string name, bool isFolder) => new() { ["file_key"] = key, ["file_name"] = name, ["is_folder"] = isFolder };

    private static WorldResource Text(string name) => WorldResource.File($"file_v3_sandbox_parts_{name}", $"{name}.txt", Encoding.UTF8.GetBytes($"This is {name}\n"), "text/plain");
}
