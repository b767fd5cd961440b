using System.Text.Json;

namespace LarkResources;

/// <summary><c>{"file_key","file_name"}</c>: the key of a folder is refused (HTTP 400), its files have keys of their own.</summary>
internal sealed class FolderForm : IContentForm
{
    internal const string Note = "A folder cannot be downloaded as one; the files in it can.";

    public void Collect(JsonElement content, ResourceCollector found) =>
        found.Add(LarkResourceKind.Folder, content.Text("file_key"), content.Text("file_name"), note: Note);
}
