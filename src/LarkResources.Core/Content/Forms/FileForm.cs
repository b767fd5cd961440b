using System.Text.Json;

namespace LarkResources;

/// <summary><c>{"file_key","file_name"}</c></summary>
internal sealed class FileForm : IContentForm
{
    public void Collect(JsonElement content, ResourceCollector found) =>
        found.Add(LarkResourceKind.File, content.Text("file_key"), content.Text("file_name"), content.Length());
}
