using System.Globalization;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Labels in brackets for what is not text, with a name or a playing time where there is one.</summary>
internal static class FileText
{
    /// <summary>What was sent as a file, sound, video or folder, in itself or in a post or card.</summary>
    public static string Of(string type, JsonElement content) =>
        Of(type, content.Text("file_name"), content.Duration(), content.Text("speech_to_text"), content.Flag("is_folder"));

    /// <summary>The same of the content of a message.</summary>
    public static string Of(string type, JsonRecord content) => Of(
        type,
        content.Text(FlatContent.FileName),
        MediaFields.PlayingTime(content.Whole(FlatContent.Duration)),
        content.Text(FlatContent.SpeechToText),
        content.Flag(FlatContent.IsFolder));

    private static string Of(string type, string? fileName, TimeSpan? time, string? speech, bool isFolder)
    {
        var name = PrintableText.OneLine(fileName);
        return type switch
        {
            "audio" => speech ?? Label("Voice message", "语音", name, time),
            "media" or "video" => Label("Video", "视频", name, time),
            "folder" => Label("Folder", "文件夹", name),
            "sticker" => Label("Sticker", "表情包", null),
            _ => isFolder ? Label("Folder", "文件夹", name) : Label("File", "文件", name),
        };
    }

    public static string Label(string english, string chinese, string? detail, TimeSpan? time = null)
    {
        var label = UiText.Of(english, chinese) + (time is { } playing ? UiText.Of(", ", "，") + Clock(playing) : string.Empty);
        return detail is null ? $"[{label}]" : $"[{label}] {detail}";
    }

    /// <summary>A day and minute on the clock of this machine.</summary>
    public static string Minute(DateTimeOffset time) => time.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A day in the calendar of this machine.</summary>
    public static string Day(DateTimeOffset time) => time.LocalDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Clock(TimeSpan time) =>
        time.ToString(time.TotalHours < 1 ? @"m\:ss" : time.TotalDays < 1 ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}
