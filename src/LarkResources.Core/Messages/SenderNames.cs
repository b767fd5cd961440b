using System.Globalization;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Chooses among the names that <c>with_sender_name</c> brings: <c>sender_name</c>, and <c>sender_i18n_names</c> by language.</summary>
internal static class SenderNames
{
    /// <summary>In characters. The platform's own limit is lower; nothing else bounds what a server sends.</summary>
    private const int MostCharacters = 200;

    private static readonly string[] Languages = ["en_us", "zh_cn", "ja_jp"];

    /// <summary>The name in the language of the UI culture, in English where that is not one of the platform's; else the usual name, else any; null when there is none.</summary>
    public static string? Of(JsonElement sender)
    {
        var names = sender.Field("sender_i18n_names") ?? default;
        return Name(names, Language) ?? Name(sender, "sender_name") ?? Languages.Select(language => Name(names, language)).FirstOrDefault(name => name is not null);
    }

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName switch
    {
        "zh" => "zh_cn",
        "ja" => "ja_jp",
        _ => "en_us",
    };

    // Another person's text: on one line, and without characters that change how the rest of a line is shown.
    private static string? Name(JsonElement names, string field) =>
        names.Text(field) is { } name && SingleLineText.From(name, MostCharacters) is { Length: > 0 } shown ? shown : null;
}
