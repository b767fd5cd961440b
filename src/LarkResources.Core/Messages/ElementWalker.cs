using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Finds keys anywhere in the elements of a post or a card, whose layouts change faster than the names of the keys.</summary>
/// <param name="found">Receives what is found.</param>
/// <param name="note">A note for each resource, or null.</param>
/// <param name="imageTokens">For raw cards: from the image ids in the card to the keys in its attachment.</param>
internal sealed class ElementWalker(ResourceCollector found, string? note = null, IReadOnlyDictionary<string, string>? imageTokens = null)
{
    // How deep this can recurse is bounded by the depth to which ContentJson reads.
    internal void Walk(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            Read(element);
            foreach (var property in element.EnumerateObject())
            {
                Walk(property.Value);
            }
        }
    }

    private void Read(JsonElement element)
    {
        var tag = element.Text("tag");
        var picture = element.Text("image_key");
        if (element.Text("file_key") is { } file)
        {
            var kind = KindOf(tag, picture is not null, element.Flag("is_folder"));
            found.Add(
                kind,
                file,
                element.Text("file_name"),
                element.Length(),
                element.Duration(),
                note);
            found.Add(LarkResourceKind.Cover, picture, note: note);
        }
        else
        {
            found.Add(tag is "media" or "video" ? LarkResourceKind.Cover : LarkResourceKind.Image, picture, note: note);
        }

        found.Add(LarkResourceKind.Image, element.Text("img_key"), note: note);
        found.Add(LarkResourceKind.Image, KeyOfImage(element.Text("imageID")), note: note);
        if (tag is "md" or "markdown" or "lark_md")
        {
            foreach (var text in (ReadOnlySpan<string?>)[element.Text("text"), element.Text("content"), element.Field("property")?.Text("content")])
            {
                foreach (var key in MarkdownPictures.KeysIn(text))
                {
                    found.Add(LarkResourceKind.Image, key, note: note);
                }
            }
        }
    }

    private static LarkResourceKind KindOf(string? tag, bool hasPicture, bool isFolder) => tag switch
    {
        _ when isFolder => LarkResourceKind.Folder,
        "folder" => LarkResourceKind.Folder,
        "audio" => LarkResourceKind.Audio,
        "sticker" => LarkResourceKind.Sticker,
        "media" or "video" => LarkResourceKind.Video,
        _ => hasPicture ? LarkResourceKind.Video : LarkResourceKind.File,
    };

    private string? KeyOfImage(string? imageId)
    {
        if (imageId is null || imageTokens?.GetValueOrDefault(imageId) is not { } token)
        {
            // Without an attachment the id may be the key itself, or a number that means nothing outside the card.
            return imageId?.StartsWith("img", StringComparison.Ordinal) == true ? imageId : null;
        }

        return token;
    }
}
