using System.Text.Json;

namespace LarkResources;

/// <summary><c>{"file_key"}</c>, listed so that nobody looks for it in vain.</summary>
internal sealed class StickerForm : IContentForm
{
    internal const string Note = "The platform does not serve stickers.";

    public void Collect(JsonElement content, ResourceCollector found) =>
        found.Add(LarkResourceKind.Sticker, content.Text("file_key"), note: Note);
}
