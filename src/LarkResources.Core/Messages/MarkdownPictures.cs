using System.Buffers;

namespace LarkResources.Messages;

/// <summary>Finds picture keys in markdown, <c>![alt](img_…)</c>.</summary>
internal static class MarkdownPictures
{
    // Keys have about fifty characters. Without a bound each unclosed picture would be searched to the end of the text.
    private const int LongestTarget = 512;

    private static readonly SearchValues<char> KeyEnds = SearchValues.Create(")\" \t\r\n");

    /// <summary>The keys in order. Links to pictures elsewhere are no resources of the message.</summary>
    internal static IEnumerable<string> KeysIn(string? text)
    {
        // By hand rather than by expression: time stays in proportion to the text, whatever the text is.
        for (var position = 0; text is not null;)
        {
            var start = text.IndexOf("![", position, StringComparison.Ordinal);
            var middle = start < 0 ? -1 : text.IndexOf("](", start, StringComparison.Ordinal);
            if (middle < 0)
            {
                yield break;
            }

            position = middle + 2;
            var target = text.AsSpan(position, Math.Min(text.Length - position, LongestTarget)).TrimStart();
            var length = target.IndexOfAny(KeyEnds);
            if (length > 0 && target.StartsWith("img_"))
            {
                yield return target[..length].ToString();
            }
        }
    }
}
