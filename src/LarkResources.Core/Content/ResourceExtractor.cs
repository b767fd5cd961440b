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
        try
        {
            form.Collect(content.RootElement, found);
        }
        catch (InvalidOperationException)
        {
            // A field name that holds half a character. What was found before it is still good.
        }

        return found.Resources;
    }
}
