using System.Text;

namespace LarkResources.Messages;

/// <summary>Resolves the tags that the Markdown of cards has beyond Markdown: <c>&lt;at id=ou_…&gt;&lt;/at&gt;</c>, <c>&lt;font color='red'&gt;</c> and others.</summary>
internal sealed class MarkdownTags(MentionNames mentions)
{
    // Longer ones are not tags of a card; without a bound each '<' would be searched to the end of the text.
    private const int LongestTag = 512;

    /// <summary>The Markdown with mentions by name and without tags that only color.</summary>
    public string Resolve(string text)
    {
        var at = text.IndexOf('<', StringComparison.Ordinal);
        if (at < 0)
        {
            return mentions.In(text);
        }

        var result = new StringBuilder(text.Length);
        var from = 0;
        while (at >= 0)
        {
            var next = at + 1;
            if (TagAt(text, at) is { } tag)
            {
                result.Append(text, from, at - from).Append(tag.Shown);
                from = next = at + tag.Length;
            }

            at = text.IndexOf('<', next);
        }

        // Only now: the attributes of tags have keys as well.
        return mentions.In(result.Append(text, from, text.Length - from).ToString());
    }

    private (string Shown, int Length)? TagAt(string text, int at)
    {
        var rest = text.AsSpan(at, Math.Min(text.Length - at, LongestTag));
        var length = rest.IndexOf('>') + 1;
        if (length == 0)
        {
            return null;
        }

        var inside = rest[1..(length - 1)].Trim('/').Trim();
        var blank = inside.IndexOfAny(' ', '\n');
        var attributes = blank < 0 ? string.Empty : inside[blank..].ToString();
        return (blank < 0 ? inside : inside[..blank]) switch
        {
            "at" or "person" => At(attributes, rest, length),
            "font" or "text_tag" or "number_tag" => (string.Empty, length),
            "br" => ("\n", length),
            "hr" => ("\n---\n", length),
            _ => null,
        };
    }

    private (string Shown, int Length) At(string attributes, ReadOnlySpan<char> rest, int length)
    {
        var after = rest[length..];
        var end = after.IndexOf("</");
        var close = end < 0 ? -1 : after[end..].IndexOf('>');
        var isClosed = close >= 0 && after[..end].IndexOf('<') < 0 && after[(end + 2)..(end + close)].Trim() is "at" or "person";
        var inner = isClosed ? after[..end].ToString() : null;
        var keys = (Attribute(attributes, "mention_key") ?? Attribute(attributes, "mentions_key"))?.Split(',') ?? [];
        var ids = (Attribute(attributes, "id") ?? Attribute(attributes, "user_id") ?? Attribute(attributes, "ids") ?? Attribute(attributes, "email"))?.Split(',') ?? [];
        var shown = string.Join(' ', Enumerable.Range(0, Math.Max(Math.Max(keys.Length, ids.Length), inner is null ? 0 : 1)).Select(index => One(keys.ElementAtOrDefault(index), ids.ElementAtOrDefault(index), inner)));
        return (shown, length + (isClosed ? end + close + 1 : 0));
    }

    private string One(string? key, string? id, string? inner) => mentions.NameOf(key) is { } name ? "@" + name : mentions.At(id, inner);

    /// <summary>The value of an attribute, quoted or not.</summary>
    private static string? Attribute(string attributes, string name)
    {
        var at = attributes.IndexOf($" {name}=", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var value = attributes[(at + name.Length + 2)..];
        if (value.Length > 0 && value[0] is '"' or '\'')
        {
            var end = value.IndexOf(value[0], 1);
            return end < 0 ? null : value[1..end];
        }

        var blank = value.AsSpan().IndexOfAny(' ', '\n');
        return blank < 0 ? value : value[..blank];
    }
}
