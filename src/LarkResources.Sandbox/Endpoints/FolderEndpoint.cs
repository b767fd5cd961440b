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

        var items = Items(folders, folderKey, call.Query("recursive") == "true").ToArray();
        return ApiAnswer.Data(new JsonObject { ["items"] = new JsonArray(items), ["all_count"] = items.Length });
    }

    private static IEnumerable<JsonObject> Items(IReadOnlyDictionary<string, FolderEntry[]> folders, string folderKey, bool recursive)
    {
        foreach (var entry in folders[folderKey])
        {
            yield return new JsonObject
            {
                ["file_key"] = entry.Key,
                ["name"] = entry.Name,
                ["is_folder"] = entry.IsFolder,
                ["children_count"] = entry.IsFolder ? folders[entry.Key].Length : 0,
            };
            if (entry.IsFolder && recursive)
            {
                foreach (var child in Items(folders, entry.Key, recursive))
                {
                    yield return child;
                }
            }
        }
    }
}
