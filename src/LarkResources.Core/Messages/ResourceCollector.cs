using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>Gathers the resources of one message, each key once: the same picture often stands in several locales and versions of a post.</summary>
internal sealed class ResourceCollector(LarkMessage message)
{
    // Most messages have one or two, and to look through a few is quicker than to make a table of them.
    private const int Few = 8;

    private readonly List<LarkResource> _resources = [];
    private Dictionary<(string Key, LarkResourceType Type), int>? _places;

    internal IReadOnlyList<LarkResource> Resources => _resources;

    internal void Add(
        LarkResourceKind kind, string? key, string? name = null, long? length = null, TimeSpan? duration = null, string? note = null)
    {
        if (key is null || !ApiPath.IsFileKey(key))
        {
            // Cannot be sent as a key: a character was lost on the way, or a person typed it, as in ![](img_docs/a.png).
            return;
        }

        Add(new LarkResource
        {
            MessageId = message.MessageId,
            TwinMessageId = message.TwinId,
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
        var place = PlaceOf(resource);
        if (place < 0)
        {
            _resources.Add(resource);
            _places?.Add((resource.FileKey, resource.Type), _resources.Count - 1);
            return;
        }

        // The second mention may know what the first did not.
        var known = _resources[place];
        _resources[place] = known with
        {
            Name = known.Name ?? resource.Name,
            Length = known.Length ?? resource.Length,
            PlayingTime = known.PlayingTime ?? resource.PlayingTime,
        };
    }

    /// <summary>Where a resource of the same key stands; -1 for a new one.</summary>
    private int PlaceOf(LarkResource resource)
    {
        if (_resources.Count < Few)
        {
            for (var index = 0; index < _resources.Count; index++)
            {
                if (_resources[index].FileKey == resource.FileKey && _resources[index].Type == resource.Type)
                {
                    return index;
                }
            }

            return -1;
        }

        _places ??= _resources.Select((known, index) => (known, index)).ToDictionary(each => (each.known.FileKey, each.known.Type), each => each.index);
        return _places.TryGetValue((resource.FileKey, resource.Type), out var place) ? place : -1;
    }

    private static string? NoteOf(LarkResourceKind kind) => kind switch
    {
        LarkResourceKind.Folder => LarkErrors.Localized("A folder cannot be downloaded as one; the files in it can.", "文件夹不能整体下载，但其中的文件可以。"),
        LarkResourceKind.Sticker => LarkErrors.Localized("The platform does not serve stickers.", "平台不提供表情包的下载。"),
        _ => null,
    };
}
