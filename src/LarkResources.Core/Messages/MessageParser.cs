using System.Globalization;
using System.Text.Json;
using LarkResources.Api;
using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Turns one item of the message endpoints, or one received event, into a <see cref="LarkMessage"/>.</summary>
internal static class MessageParser
{
    // The API counts milliseconds. As milliseconds, smaller numbers than this lie before 1973; they can only be seconds.
    private const long FirstMilliseconds = 100_000_000_000;

    /// <summary>The message; fields that are missing or of another kind stay empty. Never throws for what a server sends.</summary>
    /// <param name="item">An element of <c>data.items</c>, or an event with <c>message</c> and <c>sender</c>, with or without its envelope.</param>
    /// <param name="linkHost">The host of links to messages, or null to make none: see <see cref="LarkClient.LinkHost"/>.</param>
    internal static LarkMessage Parse(JsonElement item, string? linkHost = null)
    {
        try
        {
            return Read(item, linkHost);
        }
        catch (InvalidOperationException)
        {
            // A field name that holds half a character: there is no telling which field it is.
            return new LarkMessage { MessageId = string.Empty };
        }
    }

    /// <summary>The message that a JSON text describes, in any of the forms of <see cref="Parse"/>; null for other text, and for JSON without a message in it.</summary>
    internal static LarkMessage? FromJson(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        using var json = ContentJson.TryParse(text);
        return json is not null && Parse(json.RootElement) is { MessageId.Length: > 0, MessageType.Length: > 0 } message ? message : null;
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

    /// <summary>Parses what a client gets.</summary>
    internal static Func<JsonElement, LarkMessage> For(LarkClient client) => item => Parse(item, client.LinkHost);

    private static LarkMessage Read(JsonElement item, string? linkHost)
    {
        var outer = item.Field("event") ?? item;
        var inner = outer.Field("message") ?? outer;
        var sender = inner.Field("sender") ?? outer.Field("sender") ?? default;
        var (senderId, senderIdType) = ReadSender(sender);
        var (chatId, position) = (inner.Text("chat_id"), inner.Whole("message_position"));
        var (syncedFrom, syncedTo) = ReadTwin(inner.Field("sync_to_chat_info") ?? default);
        var message = new LarkMessage
        {
            MessageId = inner.Text("message_id") ?? string.Empty,
            ChatId = chatId,
            ThreadId = inner.Text("thread_id"),
            RootId = inner.Text("root_id"),
            ParentId = inner.Text("parent_id"),
            UpperMessageId = inner.Text("upper_message_id"),
            MessageType = inner.Text("msg_type") ?? inner.Text("message_type") ?? string.Empty,
            SenderId = senderId,
            SenderIdType = senderIdType,
            SenderType = sender.Text("sender_type"),
            SenderName = SenderNames.Of(sender),
            CreateTime = ReadTime(inner, "create_time"),
            UpdateTime = ReadTime(inner, "update_time"),
            IsDeleted = inner.Flag("deleted"),
            IsUpdated = inner.Flag("updated"),
            Content = ReadContent(inner),
            Link = SingleLineText.Link(inner.Text("message_app_link")) ?? AppLink.ToMessage(linkHost, chatId, position),
            SyncedFrom = syncedFrom,
            SyncedTo = syncedTo,
            Position = position,
            Mentions = ReadMentions(inner),
            TextSource = MessageText.Of,
        };
        return message with { Resources = ResourceExtractor.Extract(message) };
    }

    private static (string? Id, string? Type) ReadSender(JsonElement sender)
    {
        if (sender.Text("id") is { } id)
        {
            return (id, sender.Text("id_type"));
        }

        return ReadIds(sender.Field("sender_id") ?? default);
    }

    private static Mention[] ReadMentions(JsonElement message)
    {
        if (message.Field("mentions") is not { ValueKind: JsonValueKind.Array } mentions || mentions.GetArrayLength() == 0)
        {
            return [];
        }

        var (read, count) = (new Mention[mentions.GetArrayLength()], 0);
        foreach (var mention in mentions.EnumerateArray())
        {
            if (mention.Text("key") is { } key)
            {
                var (id, type) = mention.Text("id") is { } one ? (one, mention.Text("id_type")) : ReadIds(mention.Field("id") ?? default);
                read[count++] = new(key, id, type, mention.Text("name"));
            }
        }

        return count == read.Length ? read : read[..count];
    }

    /// <summary>Events name all the ids at once.</summary>
    private static (string? Id, string? Type) ReadIds(JsonElement ids)
    {
        foreach (var type in (ReadOnlySpan<string>)["open_id", "user_id", "union_id"])
        {
            if (ids.Text(type) is { } value)
            {
                return (value, type);
            }
        }

        return (null, null);
    }

    /// <summary>Type 1 is the copy in the chat, type 2 the reply in the thread; each names the other.</summary>
    private static (string? From, string? To) ReadTwin(JsonElement sync) => (sync.Whole("type"), sync.Text("related_message_id")) switch
    {
        (1, { } reply) => (reply, null),
        (2, { } copy) => (null, copy),
        _ => (null, null),
    };

    private static string ReadContent(JsonElement message)
    {
        var content = message.Field("body")?.Field("content") ?? message.Field("content");
        return content switch
        {
            null => string.Empty,
            { ValueKind: JsonValueKind.String } text => JsonFields.StringOf(text) ?? text.GetRawText(),
            { } json => json.GetRawText(),
        };
    }

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
