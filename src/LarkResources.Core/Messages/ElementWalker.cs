using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Finds keys anywhere in the elements of a post or a card, whose layouts change faster than the names of the keys.</summary>
/// <param name="found">Receives what is found.</param>
/// <param name="note">A note for each resource, or null.</param>
/// <param name="imageKeys">For raw cards: from the image ids in the card to the keys in its attachment.</param>
internal sealed class ElementWalker(ResourceCollector found, string? note = null, IReadOnlyDictionary<string, string>? imageKeys = null)
{
    internal void Walk(JsonElement element) => Walk(element, null, null);

    /// <summary>All of an element but one of its fields.</summary>
    internal void Walk(JsonElement element, string? except) => Walk(element, null, except);

    internal void AddImage(string? key) => found.Add(LarkResourceKind.Image, key, note: note);

    // How deep this can recurse is bounded by the depth to which ContentJson reads.
    private void Walk(JsonElement element, string? tag, string? except)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, null, null);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            tag = element.Text("tag") ?? tag;
            Read(element, tag);
            foreach (var property in element.EnumerateObject())
            {
                // An element of a raw card has its fields one level down, and its tag beside them.
                if (property.Value.ValueKind is (JsonValueKind.Object or JsonValueKind.Array) && (except is null || !property.NameEquals(except)))
                {
                    Walk(property.Value, property.NameEquals("property") ? tag : null, null);
                }
            }
        }
    }

    private void Read(JsonElement element, string? tag)
    {
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
            found.Add(PictureKind(tag), picture, note: note);
        }

        AddImage(element.Text("img_key"));
        found.Add(PictureKind(tag), KeyOfImage(element.Text("imageID")), note: note);
        ReadFileIds(element, tag);
        ReadTranslations(element, tag);
        if (tag is "md" or "markdown" or "lark_md")
        {
            AddPicturesIn(element.Text("text"));
            AddPicturesIn(element.Text("content"));
        }
    }

    private void ReadFileIds(JsonElement element, string? tag)
    {
        AddFile(KindOf(tag, hasPicture: false, isFolder: false), "fileID");
        AddFile(LarkResourceKind.Audio, "audioID");
        AddFile(LarkResourceKind.Video, "videoID");

        void AddFile(LarkResourceKind kind, string name)
        {
            // The id is the key itself, unless it is a number that means nothing outside the card.
            if (element.Text(name) is { } id && (id.StartsWith("file", StringComparison.Ordinal) || Guid.TryParse(id, out _)))
            {
                found.Add(kind, id, element.Text("file_name"), element.Length(), element.Duration(), note);
            }
        }
    }

    /// <summary>A card may show another picture or file in each language.</summary>
    private void ReadTranslations(JsonElement element, string? tag)
    {
        AddAll(PictureKind(tag), "i18n_img_key");
        AddAll(KindOf(tag, hasPicture: false, isFolder: false), "i18n_file_key");

        void AddAll(LarkResourceKind kind, string name)
        {
            if (element.Field(name) is { ValueKind: JsonValueKind.Object } languages)
            {
                foreach (var language in languages.EnumerateObject())
                {
                    found.Add(kind, language.Value.ValueKind == JsonValueKind.String ? JsonFields.StringOf(language.Value) : null, note: note);
                }
            }
        }
    }

    private void AddPicturesIn(string? markdown)
    {
        if (markdown?.Contains("![", StringComparison.Ordinal) is not true)
        {
            return;
        }

        foreach (var key in MarkdownPictures.KeysIn(markdown))
        {
            AddImage(key);
        }
    }

    private static LarkResourceKind PictureKind(string? tag) => tag is "media" or "video" ? LarkResourceKind.Cover : LarkResourceKind.Image;

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
        if (imageId is null || imageKeys?.GetValueOrDefault(imageId) is not { } key)
        {
            // Without an attachment the id may be the key itself, or a number that means nothing outside the card.
            return imageId?.StartsWith("img", StringComparison.Ordinal) == true ? imageId : null;
        }

        return key;
    }
}
