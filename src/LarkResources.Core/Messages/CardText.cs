using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>A card as Markdown: its title in bold, the line below it, and its elements.</summary>
internal static class CardText
{
    public static string Of(JsonElement content, MentionNames mentions)
    {
        using var card = CardContent.Of(content);
        var elements = new ElementText(mentions, card);
        var header = Header(card.Card);
        var title = elements.Words(header?.Field("title") ?? card.Card.Field("title") ?? content.Field("title"));
        var head = ElementText.Lines(
            Markdown.Bold(title),
            elements.Words(header?.Field("subtitle")),
            string.Join(", ", Tags(header ?? default).Select(tag => elements.Words(tag)).Where(tag => tag.Length > 0)));
        if (card.IsStub)
        {
            return ElementText.Lines(head, FileText.Label("Card: only a placeholder came", "卡片：仅有占位内容", null));
        }

        var body = Body(card.Card, elements);
        if (body.Length == 0 && !CardStub.IsIn(content))
        {
            // A card that cannot be read may have its simplified form beside it.
            body = Body(content, elements);
        }

        return ElementText.Lines(head, body.Trim('\n'));
    }

    private static JsonElement? Header(JsonElement card)
    {
        var header = card.Field("header")
            ?? (card.Field("i18n_header") is { } languages ? PreferredLanguage.Of(languages, one => one.ValueKind == JsonValueKind.Object) : null);
        return header?.Field("property") ?? header;
    }

    private static IEnumerable<JsonElement> Tags(JsonElement header) => ElementText.Items(header, "text_tag_list", "textTagList");

    private static string Body(JsonElement card, ElementText elements)
    {
        var body = card.Field("body") ?? card;
        var own = body.Field("property")?.Field("elements") ?? body.Field("elements") ?? card.Field("elements");
        return elements.Blocks(own ?? (card.Field("i18n_elements") is { } languages ? PreferredLanguage.Of(languages, one => one.ValueKind == JsonValueKind.Array) : null));
    }
}
