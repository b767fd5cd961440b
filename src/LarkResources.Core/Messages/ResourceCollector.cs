using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>Gathers the resources of one message, each key once: the same picture often stands in several locales and versions of a post.</summary>
internal sealed class ResourceCollector(LarkMessage message)
{
    private readonly List<LarkResource> _resources = [];
    private readonly Dictionary<(string Key, LarkResourceType Type), int> _places = [];

    internal IReadOnlyList<LarkResource> Resources => _resources;

    internal void Add(
        LarkResourceKind kind, string? key, string? name = null, long? length = null, TimeSpan? duration = null, string? note = null)
    {
        if (string.IsNullOrWhiteSpace(key) || key.Contains('\uFFFD', StringComparison.Ordinal))
        {
            // A key with a character that was lost on the way is not a key.
            return;
        }

        Add(new LarkResource
        {
            MessageId = message.MessageId,
            RootMessageId = message.RootId,
            ParentMessageId = message.ParentId,
            FileKey = key,
            Type = kind is LarkResourceKind.Image or LarkResourceKind.Cover ? LarkResourceType.Image : LarkResourceType.File,
            Kind = kind,
            Name = name,
            Length = length is >= 0 ? length : null,
            PlayingTime = duration,
            SentAt = message.CreateTime,
            ChatId = message.ChatId,
            ThreadId = message.ThreadId,
            SenderId = message.SenderId,
            SenderName = message.SenderName,
            Link = message.Link,
            IsSupported = kind is not (LarkResourceKind.Sticker or LarkResourceKind.Folder),
            Note = NoteOf(kind) ?? note,
        });
    }

    internal void Add(LarkResource resource)
    {
        if (_places.TryAdd((resource.FileKey, resource.Type), _resources.Count))
        {
            _resources.Add(resource);
            return;
        }

        // The second mention may know what the first did not.
        var place = _places[(resource.FileKey, resource.Type)];
        var known = _resources[place];
        _resources[place] = known with
        {
            Name = known.Name ?? resource.Name,
            Length = known.Length ?? resource.Length,
            PlayingTime = known.PlayingTime ?? resource.PlayingTime,
        };
    }

    private static string? NoteOf(LarkResourceKind kind) => kind switch
    {
        LarkResourceKind.Folder => LarkErrors.Localized("A folder cannot be downloaded as one; the files in it can.", "文件夹不能整体下载，但其中的文件可以。"),
        LarkResourceKind.Sticker => LarkErrors.Localized("The platform does not serve stickers.", "平台不提供表情包的下载。"),
        _ => null,
    };
}
