using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Lists the resources that the content of a message names.</summary>
internal static class ResourceExtractor
{
    // "media" is the documented name of videos, "video" is seen in clients; the summary of a task is a post. All other types carry no
    // resources: text, share_chat, share_user, location, system, vote, calendar and the fixed text of merge_forward.
    private static readonly Dictionary<string, Action<JsonElement, ResourceCollector>> Parsers = new(StringComparer.Ordinal)
    {
        ["image"] = static (content, found) => found.Add(LarkResourceKind.Image, content.Text("image_key")),
        ["file"] = static (content, found) => AddFile(LarkResourceKind.File, content, found),
        ["audio"] = static (content, found) => AddFile(LarkResourceKind.Audio, content, found),
        ["media"] = AddVideo,
        ["video"] = AddVideo,
        ["post"] = PostContent.Collect,
        ["todo"] = PostContent.Collect,
        ["sticker"] = static (content, found) => found.Add(LarkResourceKind.Sticker, content.Text("file_key")),
        ["folder"] = static (content, found) => found.Add(LarkResourceKind.Folder, content.Text("file_key"), content.Text("file_name")),
        ["interactive"] = CardContent.Collect,
    };

    /// <summary>True for a type of message that may carry resources, in itself or in what is forwarded with it.</summary>
    internal static bool CanCarry(string messageType) => messageType == "merge_forward" || Parsers.ContainsKey(messageType);

    /// <summary>True for a message of a type that carries resources whose content is not what the platform promises: nothing can be found in it.</summary>
    internal static bool IsUnreadable(LarkMessage message)
    {
        if (message.IsDeleted || message.Resources.Count > 0 || !Parsers.ContainsKey(message.MessageType))
        {
            return false;
        }

        // A post, a card or a task may well hold no resource; a picture that names none is not valid.
        using var content = ContentJson.TryParse(message.Content);
        return content is null || message.MessageType is not ("post" or "interactive" or "todo");
    }

    /// <summary>True for a card of which the platform gave only a placeholder.</summary>
    internal static bool IsStub(LarkMessage message)
    {
        if (message is not { MessageType: "interactive", IsDeleted: false, Resources.Count: 0 })
        {
            return false;
        }

        using var content = ContentJson.TryParse(message.Content);
        return content is not null && CardStub.IsAllOf(content.RootElement);
    }

    /// <summary>The cards, in the message itself or forwarded with it, of which the platform gave only a placeholder.</summary>
    internal static IEnumerable<LarkMessage> StubsIn(LarkMessage message) =>
        (IsStub(message) ? [message] : Enumerable.Empty<LarkMessage>()).Concat(message.Children.SelectMany(StubsIn));

    /// <summary>True for a message of an unknown type whose content has keys all the same.</summary>
    internal static bool HoldsUnknownKeys(LarkMessage message)
    {
        if (message.IsDeleted || CanCarry(message.MessageType))
        {
            return false;
        }

        using var content = ContentJson.TryParse(message.Content);
        try
        {
            return content is not null && HasKey(content.RootElement);
        }
        catch (InvalidOperationException)
        {
            // A field name that is not text.
            return false;
        }
    }

    private static bool HasKey(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(field => IsKey(field) || HasKey(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasKey),
        _ => false,
    };

    private static bool IsKey(JsonProperty field) => field.Name is "file_key" or "image_key" or "img_key" && field.Value is { ValueKind: JsonValueKind.String };

    /// <summary>Every key once, in the order of the content; empty when the content is of no known form.</summary>
    internal static IReadOnlyList<LarkResource> Extract(LarkMessage message)
    {
        if (!Parsers.TryGetValue(message.MessageType, out var parse))
        {
            return [];
        }

        using var content = ContentJson.TryParse(message.Content);
        if (content is null)
        {
            return [];
        }

        var found = new ResourceCollector(message);
        parse(content.RootElement, found);
        return found.Resources;
    }

    private static void AddFile(LarkResourceKind kind, JsonElement content, ResourceCollector found) =>
        found.Add(kind, content.Text("file_key"), content.Text("file_name"), content.Length(), content.Duration());

    private static void AddVideo(JsonElement content, ResourceCollector found)
    {
        AddFile(LarkResourceKind.Video, content, found);
        found.Add(LarkResourceKind.Cover, content.Text("image_key"));
    }
}
