using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Folders of which not everything comes at once, and those in which there is nothing.</summary>
internal static class TodayFolders
{
    private const string Key = "file_v3_sandbox_today_folder_";

    public static IEnumerable<WorldMessage> Messages()
    {
        var one = File("one");
        yield return Folder(W.ShortFolderMessageId, "short", "Short", [one], new()
        {
            [Key + "short"] = [Entry(one), .. Enumerable.Range(2, 99).Select(number => new FolderEntry(FormattableString.Invariant($"{Key}held_{number}"), $"{number}.txt", IsHeldBack: true))],
        });

        WorldResource[] files = [File("a"), File("b"), File("c")];
        yield return Folder(W.ShallowFolderMessageId, "shallow", "Projects: 2026", files, new()
        {
            [Key + "shallow"] = [Entry(files[0]), new(Key + "old", "old?", IsFolder: true, IsShallow: true)],
            [Key + "old"] = [Entry(files[1]), new(Key + "older", "old?", IsFolder: true, IsShallow: true)],
            [Key + "older"] = [Entry(files[2])],
        });

        yield return Folder(W.EmptyFolderMessageId, "empty", "Empty", [], new() { [Key + "empty"] = [] });
        yield return Folder(W.RefusedFolderMessageId, "refused", "Refused", [], new() { [Key + "refused"] = [new(Key + "never", "never.txt") { Code = 14005 }] });
    }

    private static WorldMessage Folder(string id, string key, string name, WorldResource[] files, Dictionary<string, FolderEntry[]> folders) =>
        new(id, W.TodayChatId, WorldTime.Of(1, folders.Count), "folder", new JsonObject { ["file_key"] = Key + key, ["file_name"] = name })
        {
            SenderId = "ou_sandbox_alice",
            Resources = files,
            Folders = folders,
        };

    private static FolderEntry Entry(WorldResource file) => new(file.Key, file.FileName!);

    private static WorldResource File(string name) => WorldResource.File(Key + "file_" + name, $"{name}.txt", Encoding.UTF8.GetBytes($"This is {name}\n"), "text/plain");
}
