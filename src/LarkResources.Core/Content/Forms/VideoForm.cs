using System.Text.Json;

namespace LarkResources;

/// <summary><c>{"file_key","image_key","file_name","duration"}</c>: the video and its cover, which is asked for as a picture.</summary>
internal sealed class VideoForm : IContentForm
{
    public void Collect(JsonElement content, ResourceCollector found)
    {
        found.Add(LarkResourceKind.Video, content.Text("file_key"), content.Text("file_name"), content.Length(), content.Duration());
        found.Add(LarkResourceKind.Cover, content.Text("image_key"));
    }
}
