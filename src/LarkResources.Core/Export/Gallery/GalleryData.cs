using System.Globalization;
using System.Text.Json;
using LarkResources.Errors;

namespace LarkResources.Export.Gallery;

/// <summary>The block of data in the page: the items as rows of an array, shared strings by their place. data.js reads it.</summary>
internal sealed class GalleryData
{
    /// <summary>Items between two flushes: the block is not held in memory as a whole.</summary>
    private const int ItemsAtOnce = 512;

    private readonly IReadOnlyList<GalleryChat> _chats;
    private readonly (int Chat, ManifestEntry Entry, GalleryPath? Path)[] _items;
    private readonly SharedStrings _kinds = new();
    private readonly GallerySenders _senders;
    private readonly SharedStrings _directories = new();
    private readonly SharedStrings _types = new();
    private readonly SharedStrings _statuses = new();
    private readonly SharedStrings _links = new();
    private readonly SharedStrings _messageTypes = new();
    private readonly Lazy<Dictionary<(int Chat, ResourceKey Key), int>> _places;

    /// <param name="chats">What to show.</param>
    /// <param name="senders">Those of the messages; those of the items join them.</param>
    public GalleryData(IReadOnlyList<GalleryChat> chats, GallerySenders senders)
    {
        _chats = chats;
        _senders = senders;
        _statuses.PlaceOf(Word(ExportStatus.Saved));
        _items =
        [
            .. chats
                .SelectMany((chat, index) => chat.Entries.Select(entry =>
                    (Chat: index, Entry: entry, Path: entry.Status is ExportStatus.Saved ? GalleryPath.Of(entry.Path) : null)))
                .OrderBy(item => item.Entry.SentAt ?? DateTimeOffset.MinValue)
                .ThenBy(item => item.Chat)
                .ThenBy(item => item.Entry.MessageId, StringComparer.Ordinal)
                .ThenBy(item => item.Entry.FileKey, StringComparer.Ordinal),
        ];
        foreach (var (_, entry, path) in _items)
        {
            _kinds.PlaceOf(Word(entry.Kind));
            _senders.PlaceOf(entry.SenderId, entry.SenderName, entry.SentAt);
            _links.PlaceOf(GalleryLink.Of(entry.Link)?.Start);
            _directories.PlaceOf(path?.Directory);
            _types.PlaceOf(entry.ContentType);
            _statuses.PlaceOf(Word(entry.Status));
        }

        _places = new(() => _items.Select((item, place) => KeyValuePair.Create((item.Chat, item.Entry.Key), place)).ToDictionary());
    }

    /// <summary>True when an export with messages was read, be there any or not.</summary>
    public bool HasMessages => _chats.Any(chat => chat.Messages is not null);

    /// <summary>All messages, chat by chat, in the order in which they are read.</summary>
    public IEnumerable<(int Chat, GalleryMessage Message, bool IsReply)> Messages() =>
        _chats.SelectMany((chat, place) => (chat.Messages?.Read() ?? []).Select(read => (place, read.Message, read.IsReply)));

    /// <summary>The place of an item, or -1 for a file that the manifest does not name.</summary>
    public int ItemOf(int chat, string messageId, string fileKey) => _places.Value.GetValueOrDefault((chat, new(messageId, fileKey)), -1);

    public bool IsVideo(int item) => item >= 0 && _items[item].Entry.Kind is LarkResourceKind.Video;

    public int SenderOf(GalleryMessage message) => _senders.PlaceOf(message.SenderId, message.SenderName, null);

    public int MessageTypeOf(GalleryMessage message) => _messageTypes.PlaceOf(message.Type);

    public int LinkOf(string? start) => _links.PlaceOf(start);

    /// <summary>Writes the block. The pieces of the conversation are made before, since they add to what is shared.</summary>
    public async Task WriteAsync(Stream stream, Conversation conversation, CancellationToken cancellationToken)
    {
        var json = new Utf8JsonWriter(stream, GalleryJson.Options);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            WriteShared(json);
            WriteConversation(json, conversation);
            json.WriteStartArray("items");
            for (var i = 0; i < _items.Length; i++)
            {
                WriteItem(json, _items[i].Chat, _items[i].Entry, _items[i].Path);
                if (i % ItemsAtOnce == 0)
                {
                    await json.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private void WriteShared(Utf8JsonWriter json)
    {
        json.WriteStartArray("chats");
        foreach (var chat in _chats)
        {
            json.WriteStrings([chat.Name, chat.Id, chat.Folder]);
        }

        json.WriteEndArray();
        json.WriteStartArray("senders");
        foreach (var (id, name) in _senders.All)
        {
            json.WriteStrings([id, name]);
        }

        json.WriteEndArray();
        foreach (var (name, strings) in new[]
        {
            ("kinds", _kinds), ("directories", _directories), ("types", _types), ("statuses", _statuses), ("links", _links),
            ("messageTypes", _messageTypes),
        })
        {
            json.WritePropertyName(name);
            json.WriteStrings(strings.Values);
        }

        json.WriteStartObject("codes");
        foreach (var code in _items.Select(item => item.Entry.Code).OfType<int>().Distinct().Order())
        {
            var row = ErrorCatalogue.ForCode(code, null);
            json.WritePropertyName(code.ToString(CultureInfo.InvariantCulture));
            json.WriteStrings([row.Meaning, row.Recommendation, row.MeaningChinese, row.RecommendationChinese]);
        }

        json.WriteEndObject();
    }

    private void WriteConversation(Utf8JsonWriter json, Conversation conversation)
    {
        if (!HasMessages)
        {
            return;
        }

        json.WriteStartObject("messages");
        json.WriteNumber("count", conversation.Count);
        json.WriteString("nonce", conversation.Nonce);
        json.WriteStartArray("files");
        foreach (var (name, _) in conversation.Files)
        {
            json.WriteStringValue($"{Conversation.FolderName}/{name}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>
    /// Chat, kind, sender, seconds, directory, file, name (0 when it is that of the file), length, type, message; then the link in two parts, where there is
    /// one or more follows; then status, code, log id unless saved.
    /// </summary>
    private void WriteItem(Utf8JsonWriter json, int chat, ManifestEntry entry, GalleryPath? path)
    {
        json.WriteStartArray();
        json.WriteNumberValue(chat);
        json.WriteNumberValue(_kinds.PlaceOf(Word(entry.Kind)));
        json.WriteNumberValue(_senders.PlaceOf(entry.SenderId, entry.SenderName, null));
        json.WriteNumber(entry.SentAt?.ToUnixTimeSeconds());
        json.WriteNumberValue(_directories.PlaceOf(path?.Directory));
        json.WriteStringValue(path?.File);
        if (entry.Name is null || entry.Name == path?.File)
        {
            json.WriteNumberValue(0);
        }
        else
        {
            json.WriteStringValue(entry.Name);
        }

        json.WriteNumberValue(entry.Length ?? -1);
        json.WriteNumberValue(_types.PlaceOf(entry.ContentType));
        json.WriteStringValue(entry.MessageId);
        var link = GalleryLink.Of(entry.Link);
        if (link is not null || entry.Status is not ExportStatus.Saved)
        {
            json.WriteNumberValue(_links.PlaceOf(link?.Start));
            json.WriteStringValue(link?.End);
        }

        if (entry.Status is not ExportStatus.Saved)
        {
            json.WriteNumberValue(_statuses.PlaceOf(Word(entry.Status)));
            json.WriteNumber(entry.Code);
            json.WriteStringValue(entry.LogId);
        }

        json.WriteEndArray();
    }

    /// <summary>As the manifest writes it.</summary>
    private static string? Word(Enum? value) => value is null ? null : JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
