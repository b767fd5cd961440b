using System.Text.Json;

namespace LarkResources.Export.Gallery;

/// <summary>A message as a row of the page's data. messages.js reads it.</summary>
internal static class ConversationRow
{
    private const int IsReply = 1;
    private const int IsDeleted = 2;
    private const int IsEdited = 4;
    private const int IsApp = 8;
    private const int IsMarkdown = 16;

    /// <summary>
    /// Id, sender, seconds, marks, type, text, what it answers, items (-1 for one that is not in the manifest; a cover that is not is left out), rows of what was forwarded, the link in two
    /// parts, seconds of the last edit, what it is a copy of. What nothing follows is left out at the end.
    /// </summary>
    /// <param name="json">Where to.</param>
    /// <param name="data">What rows share.</param>
    /// <param name="message">The message.</param>
    /// <param name="isReply">It is folded below the root of its thread.</param>
    /// <param name="itemOf">The item of a file key.</param>
    public static void Write(Utf8JsonWriter json, GalleryData data, GalleryMessage message, bool isReply, Func<string, int> itemOf)
    {
        var marks = (isReply ? IsReply : 0) | (message.Deleted ? IsDeleted : 0) | (message.Edited ? IsEdited : 0) | (message.IsApp ? IsApp : 0) | (message.IsMarkdown ? IsMarkdown : 0);
        var link = GalleryLink.Of(message.Link);
        var parent = message.ParentId ?? message.RootId;
        int[] filled =
        [
            parent is null ? 0 : 1, message.Resources.Count == 0 ? 0 : 2, message.Forwarded.Count == 0 ? 0 : 3, link is null ? 0 : 5, message.Edited ? 6 : 0, message.SyncedFrom is null ? 0 : 7,
        ];
        var last = filled.Max();
        json.WriteStartArray();
        json.WriteStringValue(message.Id);
        json.WriteNumberValue(data.SenderOf(message));
        json.WriteNumber(message.SentAt?.ToUnixTimeSeconds());
        json.WriteNumberValue(marks);
        json.WriteNumberValue(data.MessageTypeOf(message));
        json.WriteStringValue(message.Text ?? string.Empty);
        WriteIf(last >= 1, () => json.WriteStringValue(parent));
        WriteIf(last >= 2, () => WriteItems(json, data, message, itemOf));
        WriteIf(last >= 3, () => WriteForwarded(json, data, message, itemOf));
        WriteIf(last >= 4, () => json.WriteNumberValue(data.LinkOf(link?.Start)));
        WriteIf(last >= 5, () => json.WriteStringValue(link?.End));
        WriteIf(last >= 6, () => json.WriteNumber(message.Edited ? message.UpdatedAt?.ToUnixTimeSeconds() : null));
        WriteIf(last >= 7, () => json.WriteStringValue(message.SyncedFrom));
        json.WriteEndArray();
    }

    private static void WriteItems(Utf8JsonWriter json, GalleryData data, GalleryMessage message, Func<string, int> itemOf)
    {
        json.WriteStartArray();
        var before = -1;
        foreach (var key in message.Resources.Distinct(StringComparer.Ordinal))
        {
            var item = itemOf(key);
            if (item >= 0 || !IsCover(key, data, message, before))
            {
                json.WriteNumberValue(item);
            }

            before = item;
        }

        json.WriteEndArray();
    }

    /// <summary>True for the picture of a video. An export leaves those out unless they are asked for, and then nothing is missing.</summary>
    private static bool IsCover(string key, GalleryData data, GalleryMessage message, int before) =>
        key.StartsWith("img_", StringComparison.Ordinal) && (message.Type is "media" or "video" || data.IsVideo(before));

    private static void WriteForwarded(Utf8JsonWriter json, GalleryData data, GalleryMessage message, Func<string, int> itemOf)
    {
        json.WriteStartArray();
        foreach (var inner in message.Forwarded)
        {
            Write(json, data, inner, isReply: false, itemOf);
        }

        json.WriteEndArray();
    }

    private static void WriteIf(bool isFilled, Action write)
    {
        if (isFilled)
        {
            write();
        }
    }
}
