using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>A post as Markdown: the title in bold, then its paragraphs, then the names of what is attached.</summary>
internal static class PostText
{
    public static string Of(JsonElement content, MentionNames mentions)
    {
        var body = BodyOf(content) ?? default;
        var elements = new ElementText(mentions);
        var blocks = body.Field("content_v2") is { ValueKind: JsonValueKind.Array } newer && newer.GetArrayLength() > 0 ? newer : body.Field("content");
        var files = ElementText.Items(content, "files").Concat(body.ValueKind == JsonValueKind.Object && !IsBody(content) ? ElementText.Items(body, "files") : []);
        return ElementText.Lines(
            [
                Markdown.Bold(elements.Words(body.Field("title"))),
                elements.Blocks(blocks).Trim('\n'),
                .. files.Select(file => FileText.Of("file", file)),
            ]);
    }

    /// <summary>The body in the language of the UI culture where there are several.</summary>
    private static JsonElement? BodyOf(JsonElement content) =>
        IsBody(content) ? content : PreferredLanguage.Of(content.Field("post") ?? content, IsBody) ?? (content.Field("post") is { } post && IsBody(post) ? post : null);

    private static bool IsBody(JsonElement content) =>
        content.Field("content") is { ValueKind: JsonValueKind.Array } || content.Field("content_v2") is { ValueKind: JsonValueKind.Array } || content.Field("title") is { ValueKind: JsonValueKind.String };
}
