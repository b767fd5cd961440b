using System.Text;

namespace LarkResources.Tests.Fuzzing;

/// <summary>What a case is made of.</summary>
internal static class Chance
{
    /// <summary>Characters at which code that reads text has its edges.</summary>
    private static readonly string[] Edges =
    [
        "\0", "\n", "\r", "\t", "\u001B[31m", "\u007F", "\u0085", "\u00A0", "\u00AD", "\u0301", "\u200B", "\u200D", "\u202E", "\u2066", "\uFE0F", "\uFEFF", "\uFFFD", "\uFFFE",
        "\uD83D", "\uDE00", "😀", "é", "ß", "İ", "ı", "ſ", "報告", "\u3000", "%", "%00", "%E6%8A", "\\", "\\\\", "\"", "'", ";", ",", "=", "/", ":", "?", "#", "&", " ", ".", "-", "+",
        "0", "1", "9", "99999999999999999999", "1e999", "NaN", "-1", "{", "}", "[", "]", "null", "true",
    ];

    public static bool OneIn(this Random random, int n) => random.Next(n) == 0;

    public static T Pick<T>(this Random random, params ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    /// <summary>Pieces of the given kind, mixed with edges and any characters at all.</summary>
    public static string Text(this Random random, ReadOnlySpan<string> pieces, int most)
    {
        var text = new StringBuilder();
        for (var left = random.Next(most + 1); left > 0; left--)
        {
            text.Append(random.Next(8) switch
            {
                0 => random.Pick(Edges),
                1 => ((char)random.Next(0x10000)).ToString(),
                2 when random.OneIn(8) => new string(random.Pick('a', ' ', '.', '報', '\u0301', '0'), random.Next(600)),
                _ => random.Pick(pieces),
            });
        }

        return text.ToString();
    }

    /// <summary>The text with some of it cut out, doubled, exchanged or put in.</summary>
    public static string Damaged(this Random random, string text)
    {
        for (var times = random.Next(3); times >= 0; times--)
        {
            var at = random.Next(text.Length + 1);
            var count = random.Next(Math.Min(text.Length - at, 20) + 1);
            text = random.Next(5) switch
            {
                0 => text[..at],
                1 => text.Remove(at, count),
                2 => text.Insert(at, text.Substring(at, count)),
                3 => text.Insert(at, random.Pick(Edges)),
                _ => count == 0 ? text : text.Remove(at, 1).Insert(at, ((char)random.Next(0x80)).ToString()),
            };
        }

        return text;
    }

    /// <summary>The bytes with some of them cut off, put in or changed.</summary>
    public static byte[] Damaged(this Random random, byte[] bytes)
    {
        for (var times = random.Next(3); times >= 0; times--)
        {
            var at = random.Next(bytes.Length + 1);
            switch (random.Next(4))
            {
                case 0:
                    bytes = bytes[..at];
                    break;
                case 1:
                    bytes = [.. bytes[..at], .. Bytes(random, random.Next(40)), .. bytes[at..]];
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(20))..]];
                    break;
                default:
                    bytes = [.. bytes];
                    if (at < bytes.Length)
                    {
                        bytes[at] ^= (byte)(1 << random.Next(8));
                    }

                    break;
            }
        }

        return bytes;
    }

    public static byte[] Bytes(this Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
