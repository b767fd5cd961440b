using System.Text.Json;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>
/// A card in any of the forms in which the API returns one: simplified (<c>elements</c> with <c>image_key</c>), as its sender built
/// it (<c>img_key</c>, versions 1.0 and 2.0, also as JSON text in <c>user_dsl</c>), or raw (<c>json_card</c> and
/// <c>json_attachment</c>, JSON in strings).
/// </summary>
internal sealed class CardContent : IDisposable
{
    private static readonly Dictionary<string, string> NoKeys = [];

    private List<JsonDocument>? _embedded;

    private CardContent(JsonElement content)
    {
        Content = content;
        var card = Embedded("json_card") ?? Embedded("user_dsl");
        var attachment = Embedded("json_attachment");
        IsStub = card is null && CardStub.IsAllOf(content);
        Card = card ?? content;
        Attachment = attachment ?? card?.Field("attachment") ?? default;
        ImageKeys = ReadImageKeys(Attachment);
    }

    /// <summary>The card itself.</summary>
    public JsonElement Card { get; }

    /// <summary>What a raw card refers to: the keys of its pictures, the names of people.</summary>
    public JsonElement Attachment { get; }

    /// <summary>From the image ids in a raw card to the keys to ask for.</summary>
    public IReadOnlyDictionary<string, string> ImageKeys { get; }

    /// <summary>True when the platform gave only a placeholder.</summary>
    public bool IsStub { get; }

    private JsonElement Content { get; }

    /// <summary>Reads a card; what it holds is valid until it is disposed.</summary>
    public static CardContent Of(JsonElement content) => new(content);

    public static void Collect(JsonElement content, ResourceCollector found)
    {
        using var card = Of(content);
        card.Collect(found);
    }

    public void Dispose() => _embedded?.ForEach(document => document.Dispose());

    private void Collect(ResourceCollector found)
    {
        if (IsStub)
        {
            // Its picture is a stock one of the platform.
            return;
        }

        var walker = new ElementWalker(
            found,
            LarkErrors.Localized(
                "The platform may refuse resources of cards (234043). They are requested, and a refusal counts as skipped.",
                "平台可能拒绝提供卡片中的资源（234043）。仍会请求，被拒绝时计为跳过。"),
            ImageKeys);
        foreach (var document in _embedded ?? [])
        {
            walker.Walk(document.RootElement);
        }

        // What stands beside the card is part of the message all the same, but for the placeholder that events bring along with it.
        walker.Walk(Content, CardStub.IsIn(Content) ? "elements" : null);
        foreach (var key in ImageKeys.Values)
        {
            walker.AddImage(key);
        }
    }

    /// <summary>A field that is JSON, or JSON in a string; null when it is missing or cannot be read.</summary>
    private JsonElement? Embedded(string name)
    {
        if (Content.Field(name) is not { ValueKind: JsonValueKind.String })
        {
            return Content.Field(name);
        }

        if (Content.Text(name) is not { } text || ContentJson.TryParse(text) is not { } document)
        {
            return null;
        }

        (_embedded ??= []).Add(document);
        return document.RootElement;
    }

    private static Dictionary<string, string> ReadImageKeys(JsonElement attachment)
    {
        if (attachment.Field("images") is not { ValueKind: JsonValueKind.Object } images)
        {
            return NoKeys;
        }

        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var image in images.EnumerateObject())
        {
            // The token is of the card's store; the platform serves pictures by the key with which they were uploaded.
            if ((image.Value.Text("origin_key") ?? image.Value.Text("token")) is { } key)
            {
                keys[image.Name] = key;
            }
        }

        return keys;
    }
}
