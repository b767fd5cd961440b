using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>What lies in a folder that was sent as a message.</summary>
internal sealed class FolderEndpoint(TenantState state)
{
    public HttpResponseMessage List(SandboxCall call, string folderKey)
    {
        if (call.Query("srctype") != "message" || call.Query("srcid") is not { } messageId)
        {
            return call.InvalidField("srctype", "srctype=message and srcid are required");
        }

        var folders = state.Find(messageId)?.Folders;
        if (folders?.ContainsKey(folderKey) is not true)
        {
            return call.Error(234003);
        }

        if (folders[folderKey] is [{ Code: { } refused }, ..])
        {
            return call.Error(refused);
        }

        var isRecursive = call.Query("recursive") == "true";
        JsonObject?[] items = [.. Items(folders, folderKey, isRecursive)];
        return ApiAnswer.Data(new JsonObject { ["items"] = new JsonArray([.. items.OfType<JsonObject>()]), ["all_count"] = items.Length });
    }

    /// <summary>The entries; null for one that is counted and not shown.</summary>
    private static IEnumerable<JsonObject?> Items(IReadOnlyDictionary<string, FolderEntry[]> folders, string folderKey, bool recursive)
    {
        foreach (var entry in folders[folderKey])
        {
            yield return entry.IsHeldBack ? null : new JsonObject
            {
                ["file_key"] = entry.Key,
                ["name"] = entry.Name,
                ["is_folder"] = entry.IsFolder,
                ["children_count"] = entry.IsFolder ? folders[entry.Key].Length : 0,
            };
            if (entry is { IsFolder: true, IsShallow: false } && recursive)
            {
                foreach (var child in Items(folders, entry.Key, recursive))
                {
                    yield return child;
                }
            }
        }
    }
}
