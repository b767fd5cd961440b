using System.Text.Json;

namespace LarkResources;

/// <summary><c>{"file_key","duration"}</c>: a voice message.</summary>
internal sealed class AudioForm : IContentForm
{
    public void Collect(JsonElement content, ResourceCollector found) =>
        found.Add(LarkResourceKind.Audio, content.Text("file_key"), content.Text("file_name"), content.Length(), content.Duration());
}
