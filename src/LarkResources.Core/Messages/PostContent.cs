using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>
/// A post: <c>{"title","content":[[element]]}</c>, or the same by locale, with <c>content_v2</c> and <c>files</c> beside it.
/// Pictures, videos, attachments, and pictures in markdown.
/// </summary>
internal static class PostContent
{
    public static void Collect(JsonElement content, ResourceCollector found)
    {
        var walker = new ElementWalker(found);

        // content_v2 is the fuller of two versions of one body: its mention of a resource comes first. The rest is read too,
        // since a key that stands only in the older version or in another locale is part of the message all the same.
        foreach (var body in Bodies(content))
        {
            walker.Walk(body.Field("content_v2") ?? default);
        }

        walker.Walk(content);
    }

    private static IEnumerable<JsonElement> Bodies(JsonElement content)
    {
        yield return content;
        if (content.ValueKind == JsonValueKind.Object)
        {
            foreach (var locale in content.EnumerateObject())
            {
                yield return locale.Value;
            }
        }
    }
}
