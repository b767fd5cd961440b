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
            // A key with a character that was lost on the way is no key.
            return;
        }

        Add(new LarkResource
        {
            MessageId = message.MessageId,
            FileKey = key,
            Type = kind is LarkResourceKind.Image or LarkResourceKind.Cover ? LarkResourceType.Image : LarkResourceType.File,
            Kind = kind,
            Name = name,
            Length = length is >= 0 ? length : null,
            Duration = duration,
            SentAt = message.CreateTime,
            ChatId = message.ChatId,
            ThreadId = message.ThreadId,
            SenderId = message.SenderId,
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
            Duration = known.Duration ?? resource.Duration,
        };
    }

    private static string? NoteOf(LarkResourceKind kind) => kind switch
    {
        LarkResourceKind.Folder => "A folder cannot be downloaded as one; the files in it can.",
        LarkResourceKind.Sticker => "The platform does not serve stickers.",
        _ => null,
    };
}
