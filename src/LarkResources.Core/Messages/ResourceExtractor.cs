using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Lists the resources that the content of a message names.</summary>
internal static class ResourceExtractor
{
    // "media" is the documented name of videos, "video" is seen in clients; the summary of a task is a post. All other types carry no
    // resources: text, share_chat, share_user, location, system, vote, calendar and the fixed text of merge_forward.
    private static readonly Dictionary<string, FlatReader> Flat = new(StringComparer.Ordinal)
    {
        ["image"] = static (content, found) => found.Add(LarkResourceKind.Image, content.Text(FlatContent.ImageKey)),
        ["file"] = static (content, found) => AddFile(LarkResourceKind.File, content, found),
        ["audio"] = static (content, found) => AddFile(LarkResourceKind.Audio, content, found),
        ["media"] = AddVideo,
        ["video"] = AddVideo,
        ["sticker"] = static (content, found) => found.Add(LarkResourceKind.Sticker, content.Text(FlatContent.FileKey)),
        ["folder"] = static (content, found) => found.Add(LarkResourceKind.Folder, content.Text(FlatContent.FileKey), content.Text(FlatContent.FileName)),
    };

    private static readonly Dictionary<string, Action<JsonElement, ResourceCollector>> Rich = new(StringComparer.Ordinal)
    {
        ["post"] = PostContent.Collect,
        ["todo"] = PostContent.Collect,
        ["interactive"] = CardContent.Collect,
    };

    private delegate void FlatReader(JsonRecord content, ResourceCollector found);

    /// <summary>True for a type of message that may carry resources, in itself or in what is forwarded with it.</summary>
    internal static bool CanCarry(string messageType) => messageType == "merge_forward" || HasOwn(messageType);

    /// <summary>True for a message of a type that carries resources whose content is not what the platform promises: nothing can be found in it.</summary>
    internal static bool IsUnreadable(LarkMessage message)
    {
        if (message.IsDeleted || message.Resources.Count > 0 || !HasOwn(message.MessageType))
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

    /// <summary>True for a message of an unknown type whose content has keys all the same.</summary>
    internal static bool HoldsUnknownKeys(LarkMessage message)
    {
        // Nearly all are plain texts, which are not worth a reading as JSON.
        if (message.IsDeleted || CanCarry(message.MessageType) || !message.Content.Contains("_key", StringComparison.Ordinal))
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
    internal static IReadOnlyList<LarkResource> Extract(LarkMessage message) =>
        HasOwn(message.MessageType) ? Extract(message, Encoding.UTF8.GetBytes(message.Content)) : [];

    /// <summary>The same of a message whose content is there as UTF-8 too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static IReadOnlyList<LarkResource> Extract(LarkMessage message, ReadOnlySpan<byte> content)
    {
        if (Flat.TryGetValue(message.MessageType, out var read))
        {
            Span<FieldPlace> places = stackalloc FieldPlace[FlatContent.FieldCount];
            if (!FlatContent.TryRead(content, places, out var fields))
            {
                return [];
            }

            var found = new ResourceCollector(message);
            read(fields, found);
            return found.Resources;
        }

        return Rich.TryGetValue(message.MessageType, out var collect) ? ExtractRich(message, collect) : [];
    }

    private static IReadOnlyList<LarkResource> ExtractRich(LarkMessage message, Action<JsonElement, ResourceCollector> collect)
    {
        using var content = ContentJson.TryParse(message.Content);
        if (content is null)
        {
            return [];
        }

        var found = new ResourceCollector(message);
        collect(content.RootElement, found);
        return found.Resources;
    }

    /// <summary>True for a type of message that carries resources in its own content.</summary>
    private static bool HasOwn(string messageType) => Flat.ContainsKey(messageType) || Rich.ContainsKey(messageType);

    private static void AddFile(LarkResourceKind kind, JsonRecord content, ResourceCollector found) => found.Add(
        kind, content.Text(FlatContent.FileKey), content.Text(FlatContent.FileName), content.Whole(FlatContent.FileSize), MediaFields.PlayingTime(content.Whole(FlatContent.Duration)));

    private static void AddVideo(JsonRecord content, ResourceCollector found)
    {
        AddFile(LarkResourceKind.Video, content, found);
        found.Add(LarkResourceKind.Cover, content.Text(FlatContent.ImageKey));
    }
}
