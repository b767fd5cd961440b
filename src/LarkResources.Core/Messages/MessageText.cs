using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>What a message says, as people read it.</summary>
internal static class MessageText
{
    private const string Indent = "  ";

    /// <summary>The label above the forwarded messages.</summary>
    public static string ForwardLabel => FileText.Label("Merged forward", "合并转发", null);

    /// <summary>The label of a forward without its messages.</summary>
    public static string UnexpandedForwardLabel => FileText.Label("Merged forward, not expanded", "合并转发，未展开", null);

    private static readonly Dictionary<string, Func<JsonElement, MentionNames, string>> Readers = new(StringComparer.Ordinal)
    {
        ["post"] = static (content, mentions) => Or(PostText.Of(content, mentions), "Post", "富文本"),
        ["interactive"] = static (content, mentions) => Or(CardText.Of(content, mentions), "Card", "卡片"),
        ["system"] = static (content, _) => Or(NoticeText.FromTemplate(content), "System message", "系统消息"),
        ["share_chat"] = static (content, _) => NoticeText.SharedChat(content),
        ["share_user"] = NoticeText.SharedPerson,
        ["location"] = static (content, _) => NoticeText.Place(content),
        ["vote"] = static (content, _) => NoticeText.Poll(content),
        ["todo"] = NoticeText.Task,
        ["video_chat"] = static (content, _) => NoticeText.Call(content),
        ["calendar"] = static (content, _) => NoticeText.CalendarEntry(content),
        ["general_calendar"] = static (content, _) => NoticeText.CalendarEntry(content),
        ["share_calendar_event"] = static (content, _) => NoticeText.CalendarEntry(content),
        ["hongbao"] = static (content, _) => FileText.Label("Red packet", "红包", PrintableText.OneLine(content.Text("text"))),
    };

    /// <summary>The text; empty only where there is none. Never throws for what a server sends.</summary>
    public static string Of(LarkMessage message) => PrintableText.From(Raw(message));

    private static string Raw(LarkMessage message)
    {
        if (message.IsDeleted)
        {
            return FileText.Label("Recalled message", "已撤回的消息", null);
        }

        switch (message.MessageType)
        {
            case "text" or "file" or "audio" or "media" or "video" or "folder":
                return Flat(message);
            case "image":
                return FileText.Label("Image", "图片", null);
            case "sticker":
                return FileText.Label("Sticker", "表情包", null);
            case "merge_forward":
                return Forward(message);
        }

        using var content = ContentJson.TryParse(message.Content);
        return Readers.TryGetValue(message.MessageType, out var read)
            ? read(content?.RootElement ?? default, new(message.Mentions, message.Content.Length))
            : PrintableText.OneLine(message.MessageType) is { } type ? $"[{type}]" : string.Empty;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static string Flat(LarkMessage message)
    {
        var most = Encoding.UTF8.GetMaxByteCount(message.Content.Length);
        var room = most <= FlatContent.MostOnStack ? stackalloc byte[FlatContent.MostOnStack] : new byte[most];
        Span<FieldPlace> places = stackalloc FieldPlace[FlatContent.FieldCount];
        var isJson = FlatContent.TryRead(room[..Encoding.UTF8.GetBytes(message.Content, room)], places, out var fields);
        return message.MessageType != "text" ? FileText.Of(message.MessageType, fields)
            : isJson ? new MentionNames(message.Mentions, message.Content.Length).In(fields.Text(FlatContent.Words) ?? string.Empty)
            : message.Content;
    }

    /// <summary>Each message on lines of its own behind the name of its sender, indented by its level.</summary>
    private static string Forward(LarkMessage message)
    {
        if (message.Children.Count == 0)
        {
            return UnexpandedForwardLabel;
        }

        var text = new StringBuilder(ForwardLabel);
        foreach (var child in message.Children)
        {
            // The lines of a forward inside are indented by itself.
            var words = PrintableText.From(Raw(child)).TrimEnd();
            var entry = $"{PrintableText.OneLine(child.SenderName) ?? PrintableText.OneLine(child.SenderId) ?? UiText.Of("Unknown", "未知")}{UiText.Of(": ", "：")}{(child.MessageType == "merge_forward" ? words : Further(words))}";
            text.Append('\n').Append(Indent).Append(Further(entry));
        }

        return text.ToString();
    }

    private static string Further(string text) => text.Replace("\n", "\n" + Indent, StringComparison.Ordinal);

    private static string Or(string text, string english, string chinese) => string.IsNullOrWhiteSpace(text) ? FileText.Label(english, chinese, null) : text.TrimEnd();
}
