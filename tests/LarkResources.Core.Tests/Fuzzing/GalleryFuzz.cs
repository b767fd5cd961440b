using System.Text;
using System.Text.Json;
using LarkResources.Export.Gallery;

namespace LarkResources.Tests.Fuzzing;

/// <summary>Of any manifest a page is made whose data is data, and nothing else.</summary>
public sealed class GalleryFuzz
{
    private const string BlockStart = "<script type=\"application/json\" id=\"data\">";

    private static readonly string[] Pieces =
        ["</script>", "<script>", "<!--", "-->", "]]>", "\\u003c/script>", "&lt;", "\"", "'", "\\", "\u2028", "\u2029", "\u202E", "\uFEFF", "{{data}}", "{{script}}", "oc_1", "财务", "😀", ".."];

    private static readonly Lazy<(string Before, string After)> Frame = new(() => Split(Page([])));

    [Fact]
    public void The_data_of_any_manifest_is_read_as_data_and_ends_where_it_should() => Campaign.Run(3_000, random =>
    {
        var chats = Enumerable.Range(0, random.Next(4)).Select(_ => new GalleryChat(
            random.Text(Pieces, 6), random.Text(Pieces, 3), random.Text(Pieces, 6), [.. Enumerable.Range(0, random.Next(6)).Select(_ => Entry(random))])).ToList();
        var page = Page(chats);

        // Whatever a browser looks for in the block, only a tag could end it, and there is none.
        var (before, after) = Split(page);
        Assert.Equal(Frame.Value, (before, after));
        var block = page[before.Length..^after.Length];
        Assert.DoesNotContain(block, c => c is '<' or '>' or '&' or '\'' or '\u2028' or '\u2029' or '\u202E' or '\uFEFF' || char.IsControl(c));
        using var json = JsonDocument.Parse(block);
        var items = json.RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(chats.Sum(chat => chat.Entries.Count), items.Count);
        Assert.Equal(chats.Select(chat => InUtf8(chat.Name)), json.RootElement.GetProperty("chats").EnumerateArray().Select(chat => chat[0].GetString()));
        var directories = json.RootElement.GetProperty("directories").EnumerateArray().Select(text => text.GetString()).ToList();
        foreach (var item in items)
        {
            var place = item[4].GetInt32();
            Assert.InRange(place, -1, directories.Count - 1);
            if (item[5].GetString() is { } file)
            {
                var path = (place < 0 ? null : directories[place]) is { Length: > 0 } directory ? $"{directory}/{file}" : file;
                Assert.Null(Escape(path));
            }
        }
    });

    [Fact]
    public void Of_any_line_about_a_message_a_row_is_made_whose_texts_are_data() => Campaign.Run(3_000, random =>
    {
        var text = random.Text(Pieces, 8);
        var line = JsonSerializer.SerializeToUtf8Bytes(new
        {
            v = 1,
            messageId = random.Text(Pieces, 2) + "om_1",
            senderId = random.Text(Pieces, 3),
            senderName = random.Text(Pieces, 3),
            type = random.Text(Pieces, 2),
            text,
            parentId = random.Text(Pieces, 2),
            resources = new[] { random.Text(Pieces, 2) },
            link = random.Text(["https://", "applink.feishu.cn", "/", "?x=", "<", "'", "\\", "@", "\u202E"], 6),
            forwarded = new[] { new { text = random.Text(Pieces, 4), senderName = random.Text(Pieces, 2) } },
        });
        if (random.OneIn(3))
        {
            // Damage of any kind is no line, or one with other data.
            line[random.Next(line.Length)] = (byte)random.Next(256);
        }

        if (GalleryMessage.TryRead(line) is not { } message)
        {
            return;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, GalleryJson.Options))
        {
            ConversationRow.Write(json, new([], new()), message, isReply: false, _ => -1);
        }

        var row = Encoding.UTF8.GetString(stream.ToArray());
        Assert.DoesNotContain(row, c => c is '<' or '>' or '&' or '\'' or '\u2028' or '\u2029' or '\u202E' or '\uFEFF' || char.IsControl(c));
        using var read = JsonDocument.Parse(row);
        Assert.Equal(InUtf8(message.Text ?? string.Empty), read.RootElement[5].GetString());
    });

    private static ManifestEntry Entry(Random random) => ManifestCase.Entry(random) with
    {
        Name = random.Text(Pieces, 5),
        Path = random.OneIn(3) ? random.Text(["2026-11-22", "/", "..", "\\", "a", ":", "</script>", " ", "."], 6) : "2026-11-22/a.png",
    };

    /// <summary>What of a path could lead out of the folder of its chat, on any system; null when nothing could.</summary>
    private static string? Escape(string path) =>
        path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal) || path.Split('/').Any(name => name.Trim(' ', '.').Length == 0) ? path : null;

    private static string Page(IReadOnlyList<GalleryChat> chats)
    {
        using var stream = new MemoryStream();
        GalleryTemplate.WriteAsync(stream, new(chats, new()), new(), CancellationToken.None).GetAwaiter().GetResult();
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
    }

    private static (string Before, string After) Split(string page)
    {
        var start = page.IndexOf(BlockStart, StringComparison.Ordinal) + BlockStart.Length;
        return (page[..start], page[page.IndexOf("</script>", start, StringComparison.OrdinalIgnoreCase)..]);
    }

    private static string InUtf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
