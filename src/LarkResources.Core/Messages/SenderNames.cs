using System.Globalization;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Chooses among the names that <c>with_sender_name</c> brings: <c>sender_name</c>, and <c>sender_i18n_names</c> by language.</summary>
internal static class SenderNames
{
    /// <summary>In characters. The platform's own limit is lower; nothing else bounds what a server sends.</summary>
    private const int MostCharacters = 200;

    private const string UsualName = "sender_name";

    private static readonly string[] Languages = ["en_us", "zh_cn", "ja_jp"];

    /// <summary>The name in the language of the UI culture, in English where that is not one of the platform's; else the usual name, else any; null when there is none.</summary>
    public static string? Of(JsonElement sender)
    {
        var names = sender.Field("sender_i18n_names") ?? default;
        return Of(field => field == UsualName ? sender.Text(field) : names.Text(field));
    }

    /// <summary>The same of a sender that was parsed elsewhere.</summary>
    /// <param name="field">Reads <c>sender_name</c>, and the fields of <c>sender_i18n_names</c>; null where there is none.</param>
    public static string? Of(Func<string, string?> field) =>
        Shown(field(Language)) ?? Shown(field(UsualName)) ?? Languages.Select(language => Shown(field(language))).FirstOrDefault(name => name is not null);

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName switch
    {
        "zh" => "zh_cn",
        "ja" => "ja_jp",
        _ => "en_us",
    };

    // Another person's text: on one line, and without characters that change how the rest of a line is shown.
    private static string? Shown(string? name) => name is not null && SingleLineText.From(name, MostCharacters) is { Length: > 0 } shown ? shown : null;
}
