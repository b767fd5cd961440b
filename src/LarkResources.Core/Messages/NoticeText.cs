using System.Text;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>The text of messages that are a few fields: shared chats and people, places, polls, tasks, calls, calendar entries, system messages.</summary>
internal static class NoticeText
{
    public static string SharedChat(JsonElement content) =>
        FileText.Label("Shared chat", "群名片", PrintableText.OneLine(content.Text("chat_name")) ?? PrintableText.OneLine(content.Text("name")) ?? PrintableText.OneLine(content.Text("chat_id")));

    public static string SharedPerson(JsonElement content, MentionNames mentions) => FileText.Label(
        "Shared contact",
        "个人名片",
        PrintableText.OneLine(content.Text("user_name")) ?? PrintableText.OneLine(content.Text("name")) ?? mentions.NameOf(content.Text("user_id")) ?? PrintableText.OneLine(content.Text("user_id")));

    public static string Place(JsonElement content)
    {
        var name = PrintableText.OneLine(content.Text("name"));
        var point = content.Text("latitude") is { } north && content.Text("longitude") is { } east ? $"{PrintableText.OneLine(north)}, {PrintableText.OneLine(east)}" : null;
        return FileText.Label("Place", "位置", name is not null && point is not null ? UiText.Of($"{name} ({point})", $"{name}（{point}）") : name ?? point);
    }

    public static string Poll(JsonElement content)
    {
        var options = ElementText.Items(content, "options").Select(option => PrintableText.OneLine(NameOf(option))).OfType<string>();
        return string.Join('\n', options.Select(option => "- " + option).Prepend(FileText.Label("Poll", "投票", PrintableText.OneLine(content.Text("topic")))));
    }

    public static string Task(JsonElement content, MentionNames mentions)
    {
        var summary = content.Field("summary") is { ValueKind: JsonValueKind.Object } post ? PostText.Of(post, mentions).Trim() : content.Text("summary") ?? string.Empty;
        var label = FileText.Label("Task", "任务", summary.Length == 0 ? null : summary);
        return MessageParser.ReadTime(content, "due_time") is { } due ? $"{label}\n{UiText.Of("Due: ", "截止日期：")}{FileText.Day(due)}" : label;
    }

    public static string Call(JsonElement content) => WithTime(FileText.Label("Video call", "视频会议", PrintableText.OneLine(content.Text("topic"))), content);

    public static string CalendarEntry(JsonElement content) => WithTime(FileText.Label("Calendar event", "日程", PrintableText.OneLine(content.Text("summary"))), content);

    /// <summary>The template of a system message with the names in it; empty when there is none.</summary>
    public static string FromTemplate(JsonElement content)
    {
        var template = content.Text("template") ?? string.Empty;
        var text = new StringBuilder(template.Length);
        var fields = content.Table();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var (from, room) = (0, 2000 + (4L * template.Length));
        while (template.IndexOf('{', from) is >= 0 and var open && template.IndexOf('}', open) is >= 0 and var close)
        {
            text.Append(template, from, open - from).Append(Filled(template[(open + 1)..close]) ?? template[open..(close + 1)]);
            from = close + 1;
        }

        return text.Append(template, from, template.Length - from).ToString().Trim();

        // A template could repeat a long field without end.
        string? Filled(string field)
        {
            if (names.TryGetValue(field, out var again))
            {
                return (room -= again.Length) >= 0 ? again : null;
            }

            return fields.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null ? names[field] = Names(value) : null;
        }
    }

    private static string WithTime(string label, JsonElement content)
    {
        var (start, end) = (MessageParser.ReadTime(content, "start_time"), MessageParser.ReadTime(content, "end_time"));
        var then = label + UiText.Of(", ", "，");
        return start is not { } first ? label
            : end is not { } last ? $"{then}{FileText.Minute(first)}"
            : FileText.Day(first) == FileText.Day(last) ? $"{then}{FileText.Minute(first)} – {FileText.Minute(last)[^5..]}"
            : $"{then}{FileText.Minute(first)} – {FileText.Minute(last)}";
    }

    private static string Names(JsonElement field) => field.ValueKind == JsonValueKind.Array
        ? string.Join(UiText.Of(", ", "、"), field.EnumerateArray().Select(one => PrintableText.OneLine(NameOf(one))).OfType<string>())
        : PrintableText.OneLine(NameOf(field)) ?? string.Empty;

    private static string? NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonFields.StringOf(value),
        JsonValueKind.Number => value.GetRawText(),
        _ => value.Text("text") ?? value.Text("name") ?? value.Text("content") ?? value.Text("user_name"),
    };
}
