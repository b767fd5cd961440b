using System.Text.Json;

namespace LarkResources;

/// <summary><c>{"image_key"}</c></summary>
internal sealed class ImageForm : IContentForm
{
    public void Collect(JsonElement content, ResourceCollector found) =>
        found.Add(LarkResourceKind.Image, content.Text("image_key"));
}
