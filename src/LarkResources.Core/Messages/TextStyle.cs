using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Bold, italic, struck and underlined text of posts and cards.</summary>
internal static class TextStyle
{
    /// <summary>The text as Markdown in the styles that its element names.</summary>
    public static string Apply(string text, JsonElement fields)
    {
        var styles = fields.Field("style") ?? (fields.Field("textStyle") ?? fields.Field("text_style"))?.Field("attributes");
        if (text.Length == 0 || styles is not { ValueKind: JsonValueKind.Array } names)
        {
            return text;
        }

        text = Has(names, "underline") ? Markdown.Emphasized(text, "<u>", "</u>") : text;
        text = Has(names, "lineThrough") || Has(names, "strikethrough") ? Markdown.Emphasized(text, "~~") : text;
        text = Has(names, "italic") ? Markdown.Emphasized(text, "*") : text;
        return Has(names, "bold") ? Markdown.Emphasized(text, "**") : text;
    }

    private static bool Has(JsonElement names, string name)
    {
        foreach (var one in names.EnumerateArray())
        {
            if (one.ValueKind == JsonValueKind.String && one.ValueEquals(name))
            {
                return true;
            }
        }

        return false;
    }
}
