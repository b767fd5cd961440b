namespace LarkResources;

/// <summary>Lists the resources that the content of a message names.</summary>
internal static class ResourceExtractor
{
    private static readonly VideoForm Video = new();

    // "media" is the documented name of videos, "video" is seen in clients. All other types carry no resources:
    // text, share_chat, share_user, location, system, todo, vote, calendar and the fixed text of merge_forward.
    private static readonly Dictionary<string, IContentForm> Forms = new(StringComparer.Ordinal)
    {
        ["image"] = new ImageForm(),
        ["file"] = new FileForm(),
        ["audio"] = new AudioForm(),
        ["media"] = Video,
        ["video"] = Video,
        ["post"] = new PostForm(),
        ["sticker"] = new StickerForm(),
        ["folder"] = new FolderForm(),
        ["interactive"] = new CardForm(),
    };

    /// <summary>True for a type of message that may carry resources, in itself or in what is forwarded with it.</summary>
    internal static bool CanCarry(string messageType) => messageType == "merge_forward" || Forms.ContainsKey(messageType);

    /// <summary>True for a message of a type that carries resources whose content is not what the platform promises: nothing can be found in it.</summary>
    internal static bool IsUnreadable(LarkMessage message)
    {
        if (message.IsDeleted || message.Resources.Count > 0 || !Forms.ContainsKey(message.MessageType))
        {
            return false;
        }

        // A post or a card may well hold no resource; a picture that names none is no picture.
        using var content = ContentJson.TryParse(message.Content);
        return content is null || message.MessageType is not ("post" or "interactive");
    }

    /// <summary>Every key once, in the order of the content; empty when the content is of no known form.</summary>
    internal static IReadOnlyList<LarkResource> Extract(LarkMessage message)
    {
        if (!Forms.TryGetValue(message.MessageType, out var form))
        {
            return [];
        }

        using var content = ContentJson.TryParse(message.Content);
        if (content is null)
        {
            return [];
        }

        var found = new ResourceCollector(message);
        form.Collect(content.RootElement, found);
        return found.Resources;
    }
}
