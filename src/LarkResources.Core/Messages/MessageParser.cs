using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LarkResources.Api;
using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Turns items of the message endpoints, or received events, into <see cref="LarkMessage"/>s. For one reading: it remembers what the items have in common.</summary>
/// <param name="linkHost">The host of links to messages, or null to make none: see <see cref="LarkClient.LinkHost"/>.</param>
internal sealed class MessageParser(string? linkHost = null)
{
    // The API counts milliseconds. As milliseconds, smaller numbers than this lie before 1973; they can only be seconds.
    private const long FirstMilliseconds = 100_000_000_000;

    /// <summary>In bytes. A longer content takes room of its own.</summary>
    private const int UsualContent = 4096;

    private readonly RepeatedValues<string> _texts = new();
    private readonly RepeatedValues<MessageSender> _senders = new();
    private readonly byte[] _room = new byte[UsualContent];
    private string? _linkOrigin;

    private enum Level
    {
        Envelope,
        Event,
        Message,
    }

    /// <summary>The message; fields that are missing or of another kind stay empty.</summary>
    /// <param name="json">An element of <c>data.items</c>, or an event with <c>message</c> and <c>sender</c>, with or without its envelope.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal LarkMessage Parse(ReadOnlySpan<byte> json)
    {
        json = ContentJson.WellFormed(json);
        var reader = new Utf8JsonReader(json, ContentJson.ReaderOptions);
        reader.Read();
        return Parse(ref reader, json);
    }

    /// <summary>The message at which a reader stands; the reader is left at the end of it.</summary>
    /// <param name="reader">Stands at the first token of the item.</param>
    /// <param name="json">The whole text of the reader, with nothing in it that <see cref="WellFormedJson"/> would mend.</param>
    internal LarkMessage Parse(ref Utf8JsonReader reader, ReadOnlySpan<byte> json) => Parse(ref reader, json, Level.Envelope, default);

    /// <summary>The message that a JSON text describes, in any of the forms of <see cref="Parse"/>; null for other text, and for JSON without a message in it.</summary>
    internal static LarkMessage? FromJson(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        try
        {
            return new MessageParser().Parse(Encoding.UTF8.GetBytes(text)) is { MessageId.Length: > 0, MessageType.Length: > 0 } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The message of an item that was parsed elsewhere.</summary>
    /// <param name="messageId">The id.</param>
    /// <param name="messageType">The <c>msg_type</c>, in an event the <c>message_type</c>.</param>
    /// <param name="content">The <c>content</c>, as JSON text.</param>
    /// <param name="field">Reads any other field that is text, the <c>sender_id</c>, and the names of <see cref="SenderNames"/>; null where there is none.</param>
    /// <param name="isDeleted">The <c>deleted</c>.</param>
    internal static LarkMessage FromFields(string messageId, string messageType, string content, Func<string, string?> field, bool isDeleted)
    {
        var message = new LarkMessage
        {
            MessageId = messageId,
            MessageType = messageType,
            Content = content,
            ChatId = field("chat_id"),
            ThreadId = field("thread_id"),
            RootId = field("root_id"),
            ParentId = field("parent_id"),
            SenderId = field("sender_id"),
            SenderName = SenderNames.Of(field),
            IsDeleted = isDeleted,
            CreateTime = Time(long.TryParse(field("create_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var sent) ? sent : null),
            TextSource = MessageText.Of,
        };
        return message with { Resources = ResourceExtractor.Extract(message) };
    }

    /// <param name="reader">Stands at the first token.</param>
    /// <param name="json">The whole text of the reader.</param>
    /// <param name="level">How deep in the envelope of an event it is.</param>
    /// <param name="senderBeside">The sender that stands beside the message; empty without one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LarkMessage Parse(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Level level, ReadOnlySpan<byte> senderBeside)
    {
        Span<FieldPlace> places = stackalloc FieldPlace[ItemFields.Names.Count];
        places.Clear();
        ReadOnlySpan<byte> content = default;
        var hasContent = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
        }
        else
        {
            for (var likely = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
            {
                if (reader.ValueTextEquals("body"u8))
                {
                    reader.Read();
                    content = ContentIn(ref reader, json, out hasContent);
                }
                else
                {
                    likely = ItemFields.Names.LocateOne(ref reader, places, likely);
                }
            }
        }

        var item = new JsonRecord(json, places);
        if (level == Level.Envelope && item.Has(ItemFields.Event))
        {
            return Inside(item.Raw(ItemFields.Event), Level.Event, default);
        }

        if (level != Level.Message && item.Has(ItemFields.Message))
        {
            return Inside(item.Raw(ItemFields.Message), Level.Message, item.Raw(ItemFields.Sender));
        }

        return Read(item, hasContent ? content : OwnContent(item), item.Has(ItemFields.Sender) ? item.Raw(ItemFields.Sender) : senderBeside);
    }

    private LarkMessage Inside(ReadOnlySpan<byte> json, Level level, ReadOnlySpan<byte> senderBeside)
    {
        var reader = new Utf8JsonReader(json, ContentJson.ReaderOptions);
        reader.Read();
        return Parse(ref reader, json, level, senderBeside);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LarkMessage Read(JsonRecord item, ReadOnlySpan<byte> content, ReadOnlySpan<byte> senderJson)
    {
        var sender = SenderOf(senderJson);
        var (chatId, position) = (Repeated(item, ItemFields.ChatId), item.Whole(ItemFields.MessagePosition));
        var (syncedFrom, syncedTo) = item.Has(ItemFields.SyncToChatInfo) ? ReadTwin(item) : (null, null);
        var message = new LarkMessage
        {
            MessageId = item.Text(ItemFields.MessageId) ?? string.Empty,
            ChatId = chatId,
            ThreadId = item.Text(ItemFields.ThreadId),
            RootId = item.Text(ItemFields.RootId),
            ParentId = item.Text(ItemFields.ParentId),
            UpperMessageId = item.Text(ItemFields.UpperMessageId),
            MessageType = Repeated(item, ItemFields.MsgType) ?? Repeated(item, ItemFields.MessageType) ?? string.Empty,
            SenderId = sender.Id,
            SenderIdType = sender.IdType,
            SenderType = sender.Type,
            SenderName = sender.Name,
            CreateTime = Time(item.Whole(ItemFields.CreateTime)),
            UpdateTime = Time(item.Whole(ItemFields.UpdateTime)),
            IsDeleted = item.Flag(ItemFields.Deleted),
            IsUpdated = item.Flag(ItemFields.Updated),
            Content = Encoding.UTF8.GetString(content),
            Link = LinkOf(item.Text(ItemFields.MessageAppLink)) ?? AppLink.ToMessage(linkHost, chatId, position),
            SyncedFrom = syncedFrom,
            SyncedTo = syncedTo,
            Position = position,
            Mentions = item.KindOf(ItemFields.Mentions) == JsonTokenType.StartArray ? ReadMentions(item) : [],
            TextSource = MessageText.Of,
        };
        return ResourceExtractor.Extract(message, content) is { Count: > 0 } resources ? message with { Resources = resources } : message;
    }

    /// <summary>A text that many items have.</summary>
    private string? Repeated(JsonRecord item, int field)
    {
        var raw = item.Raw(field);
        return raw.IsEmpty ? null : _texts.Find(raw) ?? (item.Text(field) is { } text ? _texts.Keep(raw, text) : null);
    }

    private MessageSender SenderOf(ReadOnlySpan<byte> json) =>
        json.IsEmpty ? MessageSender.Unknown : _senders.Find(json) ?? _senders.Keep(json, MessageSender.Read(json));

    /// <summary>The link when it is one. All links of a chat begin alike, and an address stays valid whatever of its path or query changes.</summary>
    private string? LinkOf(string? text)
    {
        if (text is null || !SingleLineText.CouldBeLink(text))
        {
            return null;
        }

        if (_linkOrigin is null || !text.StartsWith(_linkOrigin, StringComparison.Ordinal))
        {
            if (SingleLineText.Link(text) is null)
            {
                return null;
            }

            var path = text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3);
            _linkOrigin = path < 0 ? null : text[..(path + 1)];
        }

        return text;
    }

    private static Mention[] ReadMentions(JsonRecord item)
    {
        using var mentions = ContentJson.Tree(item.Raw(ItemFields.Mentions));
        return ReadMentions(mentions.RootElement);
    }

    private static (string? From, string? To) ReadTwin(JsonRecord item)
    {
        using var twin = ContentJson.Tree(item.Raw(ItemFields.SyncToChatInfo));
        return ReadTwin(twin.RootElement);
    }

    private static Mention[] ReadMentions(JsonElement mentions)
    {
        var (read, count) = (new Mention[mentions.GetArrayLength()], 0);
        foreach (var mention in mentions.EnumerateArray())
        {
            if (mention.Text("key") is { } key)
            {
                var (id, type) = mention.Text("id") is { } one ? (one, mention.Text("id_type")) : MessageSender.ReadIds(mention.Field("id") ?? default);
                read[count++] = new(key, id, type, mention.Text("name"));
            }
        }

        return count == read.Length ? read : read[..count];
    }

    /// <summary>Type 1 is the copy in the chat, type 2 the reply in the thread; each names the other.</summary>
    private static (string? From, string? To) ReadTwin(JsonElement sync) => (sync.Whole("type"), sync.Text("related_message_id")) switch
    {
        (1, { } reply) => (reply, null),
        (2, { } copy) => (null, copy),
        _ => (null, null),
    };

    /// <summary>The content in a body, as UTF-8: text in a string, or JSON as it stands there. The reader is left at the end of the body.</summary>
    /// <param name="reader">Stands at the first token of the body.</param>
    /// <param name="json">The whole text of the reader.</param>
    /// <param name="isThere">False for a body without content.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<byte> ContentIn(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out bool isThere)
    {
        isThere = false;
        ReadOnlySpan<byte> content = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return content;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.ValueTextEquals("content"u8);
            reader.Read();
            if (!isContent)
            {
                reader.Skip();
                continue;
            }

            isThere = reader.TokenType != JsonTokenType.Null;
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                content = json[start..(int)reader.BytesConsumed];
            }
            else if (reader.ValueIsEscaped)
            {
                var room = reader.ValueSpan.Length <= _room.Length ? _room : new byte[reader.ValueSpan.Length];
                content = room.AsSpan(0, reader.CopyString(room));
            }
            else
            {
                content = json[(start + 1)..((int)reader.BytesConsumed - 1)];
            }
        }

        return content;
    }

    /// <summary>The content that an event has beside its other fields.</summary>
    private static ReadOnlySpan<byte> OwnContent(JsonRecord item) =>
        item.KindOf(ItemFields.Content) == JsonTokenType.String ? Encoding.UTF8.GetBytes(item.StringOf(ItemFields.Content) ?? string.Empty) : item.Raw(ItemFields.Content);

    internal static DateTimeOffset? ReadTime(JsonElement message, string name) => Time(message.Whole(name));

    internal static DateTimeOffset? Time(long? sent)
    {
        if (sent is not (> 0 and var number))
        {
            return null;
        }

        if (number < FirstMilliseconds)
        {
            return DateTimeOffset.FromUnixTimeSeconds(number);
        }

        return number <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;
    }
}
