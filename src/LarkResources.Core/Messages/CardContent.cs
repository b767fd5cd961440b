using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>
/// A card in any of the three forms in which the API returns one: simplified (<c>elements</c> with <c>image_key</c>), as its
/// sender built it (<c>img_key</c>, versions 1.0 and 2.0), or raw (<c>json_card</c> and <c>json_attachment</c>, JSON in strings).
/// </summary>
internal static class CardContent
{
    private const string Note = "The platform documents that it does not serve resources of cards (234043); it may all the same.";

    public static void Collect(JsonElement content, ResourceCollector found)
    {
        using var cardText = Embedded(content, "json_card");
        using var attachmentText = Embedded(content, "json_attachment");
        var card = cardText?.RootElement ?? content.Field("json_card");
        var attachment = attachmentText?.RootElement ?? content.Field("json_attachment") ?? card?.Field("attachment") ?? default;
        var tokens = ImageTokens(attachment);

        var walker = new ElementWalker(found, Note, tokens);
        walker.Walk(card ?? default);

        // What stands beside the raw card is part of the message all the same.
        walker.Walk(content);
        foreach (var token in tokens.Values)
        {
            found.Add(LarkResourceKind.Image, token, note: Note);
        }
    }

    private static JsonDocument? Embedded(JsonElement content, string name) =>
        content.Text(name) is { } text ? ContentJson.TryParse(text) : null;

    private static Dictionary<string, string> ImageTokens(JsonElement attachment)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        if (attachment.Field("images") is { ValueKind: JsonValueKind.Object } images)
        {
            foreach (var image in images.EnumerateObject())
            {
                if (image.Value.Text("token") is { } token)
                {
                    tokens[image.Name] = token;
                }
            }
        }

        return tokens;
    }
}
