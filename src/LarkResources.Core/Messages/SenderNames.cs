using System.Globalization;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Chooses among the names that <c>with_sender_name</c> brings: <c>sender_name</c>, and <c>sender_i18n_names</c> by language.</summary>
internal static class SenderNames
{
    /// <summary>In characters. The platform's own limit is lower; nothing else bounds what a server sends.</summary>
    private const int MostCharacters = 200;

    private static readonly string[] Languages = ["zh_cn", "en_us", "ja_jp"];

    /// <summary>The name in the language of the UI culture, else the usual one, else any; null when there is none.</summary>
    public static string? Of(JsonElement sender)
    {
        var names = sender.Field("sender_i18n_names") ?? default;
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return Name(names, Languages.FirstOrDefault(name => name.StartsWith(language, StringComparison.Ordinal)) ?? string.Empty)
            ?? Name(sender, "sender_name")
            ?? Languages.Select(name => Name(names, name)).FirstOrDefault(name => name is not null);
    }

    // Another person's text: on one line, and without characters that change how the rest of a line is shown.
    private static string? Name(JsonElement names, string field) =>
        names.Text(field) is { } name && SingleLineText.From(name, MostCharacters) is { Length: > 0 } shown ? shown : null;
}
