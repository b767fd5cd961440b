using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Bytes;

namespace LarkResources.Sandbox.World;

/// <summary>A message after its sender has put one more picture in: key <c>img_v3_edit_1_of_om_sandbox_post</c>, the number counting the edits.</summary>
internal static class EditedMessage
{
    private const string KeyPrefix = "img_v3_edit_";

    /// <param name="message">A text or a post; the platform lets nothing else be edited.</param>
    /// <param name="at">When; null is an hour after it was sent, so that every run sees the same.</param>
    public static WorldMessage Of(WorldMessage message, DateTimeOffset? at)
    {
        if (message.Deleted || message.Kind is not ("text" or "post"))
        {
            throw new ArgumentException($"'{message.Id}' cannot be edited: it is {(message.Deleted ? "recalled" : "neither text nor post")}.", nameof(message));
        }

        var edits = message.Resources.Count(resource => resource.Key.StartsWith(KeyPrefix, StringComparison.Ordinal));
        var key = string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{edits + 1}_of_{message.Id}");
        return message with
        {
            Kind = "post",
            Content = JsonText.Write(WithPicture(message, key)),
            Resources = [.. message.Resources, WorldResource.Image(key, Picture(key), "image/jpeg")],
            UpdatedAt = at ?? message.SentAt.AddHours(1),
        };
    }

    public static ByteSource? BytesOf(string fileKey) => fileKey.StartsWith(KeyPrefix, StringComparison.Ordinal) ? new FixedBytes(Picture(fileKey)) : null;

    private static byte[] Picture(string key) => Artwork.Tiles(Crc32.Png(Encoding.UTF8.GetBytes(key)));

    private static JsonObject WithPicture(WorldMessage message, string key)
    {
        var content = JsonNode.Parse(message.Content)!.AsObject();
        if (message.Kind == "text")
        {
            var text = new JsonObject { ["tag"] = "text", ["text"] = content["text"]!.DeepClone() };
            return new JsonObject { ["title"] = "", ["content"] = new JsonArray(new JsonArray(text), new JsonArray(RichContent.Picture(key))) };
        }

        // A post in several languages has one body for each.
        foreach (var body in content["content"] is null ? content.Select(language => language.Value!.AsObject()) : [content])
        {
            body["content"]!.AsArray().Add(new JsonArray(RichContent.Picture(key)));
        }

        return content;
    }
}
