using System.Text.Json;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>
/// The placeholder that the platform gives for a card it does not show: <c>{"title","elements":[[{"tag":"img"},{"tag":"text","text":"请升级至最新版本客户端，以查看内容"}]]}</c>.
/// The title may be the card's own, the picture is a stock one of the platform, or missing.
/// </summary>
internal static class CardStub
{
    // The sentence has about twenty characters; a long text is someone's own words about an upgrade.
    private const int LongestSentence = 120;

    /// <summary>What to tell about a card of which only a placeholder came.</summary>
    public static string Notice(LarkMessage card) => LarkErrors.Localized(
        $"The platform gave only a placeholder for the card of message '{card.MessageId}', so its resources are not known.",
        $"对于消息 '{card.MessageId}' 的卡片，平台只给出了占位内容，因此无法得知其中的资源。");

    /// <summary>True when the content is a placeholder and nothing else.</summary>
    public static bool IsAllOf(JsonElement content) => content.Field("user_dsl") is null && content.Field("json_card") is null && IsIn(content);

    /// <summary>True when the elements are a placeholder; the card itself may stand beside them.</summary>
    public static bool IsIn(JsonElement content)
    {
        var sentences = 0;
        return content.Field("elements") is { ValueKind: JsonValueKind.Array } elements && IsPlaceholder(elements, ref sentences) && sentences > 0;
    }

    /// <summary>True for the sentence that asks for a newer client, in Chinese or in English.</summary>
    public static bool IsSentence(string text) => text.Length <= LongestSentence
        && ((Has(text, "升级") && Has(text, "最新版本") && Has(text, "查看"))
            || ((Has(text, "upgrade") || Has(text, "update")) && Has(text, "latest version") && (Has(text, "view") || Has(text, "see"))));

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsPlaceholder(JsonElement elements, ref int sentences)
    {
        foreach (var element in elements.EnumerateArray())
        {
            // Paragraphs are arrays, one level deep.
            if (element.ValueKind == JsonValueKind.Array ? !IsPlaceholder(element, ref sentences) : !IsPart(element, ref sentences))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPart(JsonElement element, ref int sentences)
    {
        if (element.Text("tag") is "img")
        {
            return true;
        }

        if (element.Text("tag") is not "text")
        {
            return false;
        }

        if (element.Text("text") is not { } text || string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        sentences++;
        return IsSentence(text);
    }
}
