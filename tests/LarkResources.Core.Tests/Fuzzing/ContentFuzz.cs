using System.Text.Json;
using System.Text.Json.Nodes;
using LarkResources.Tests.Messages;

namespace LarkResources.Tests.Fuzzing;

/// <summary>Message content against a plain walk over the same JSON, which knows nothing of forms and order.</summary>
public sealed class ContentFuzz
{
    private static readonly string[] Types =
    [
        "image", "file", "audio", "media", "video", "post", "sticker", "folder", "interactive", "merge_forward", "text", "system", "share_chat", "share_user", "location",
        "vote", "todo", "video_chat", "calendar", "share_calendar_event", "hongbao", "", "?",
    ];

    private static readonly string[] Names =
    [
        "tag", "image_key", "img_key", "imageID", "file_key", "file_name", "content", "content_v2", "files", "is_folder", "zh_cn", "elements", "property", "json_card",
        "json_attachment", "user_dsl", "images", "token", "origin_key", "fileID", "videoID", "i18n_img_key", "i18n_file_key", "header", "columns", "rows", "items", "actions", "options",
        "fields", "style", "language", "level", "name", "topic", "summary", "due_time", "template", "user_id", "userID", "href", "url", "mentions", "key", "id", "duration", "file_size", "text", "attachment", "title", "message", "event", "body", "sender", "sender_id", "create_time", "\uD83D", "",
    ];

    private static readonly string[] Tags =
    [
        "img", "media", "video", "audio", "file", "folder", "sticker", "md", "markdown", "lark_md", "text", "a", "at", "div", "note", "hr", "column_set", "button", "action", "overflow",
        "input", "checker", "table", "list", "heading", "blockquote", "code_block", "code_span", "chart", "person", "person_list", "collapsible_panel", "local_datetime", "img_combination",
    ];

    /// <summary>Deeper than a message may nest: there the parser gives up as a whole, and says so.</summary>
    private const int DeepestRead = 256;

    [Fact]
    public void No_key_of_a_post_or_card_is_lost() => Campaign.Run(10_000, random =>
    {
        var type = random.Pick("post", "interactive");
        var counter = 0;
        var node = Node(random, random.Next(1, 7), ref counter) as JsonObject ?? new JsonObject { ["content"] = new JsonArray() };
        var text = Written(random, node);
        var message = Contents.Parse(type, text);
        var found = message.Resources.Select(resource => resource.FileKey).ToHashSet(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(WellFormed(text), new JsonDocumentOptions { MaxDepth = 2000 });
        var missing = KeysIn(document.RootElement).Where(key => IsWhole(key) && !found.Contains(key)).ToArray();
        Assert.True(missing.Length == 0, $"{string.Join(", ", missing)} of {type} {text}");
    });

    /// <summary>False where the damage went through a key.</summary>
    private static bool IsWhole(string key) => key.Length > 0 && !key.Any(c => c is '/' or '\\' or '?' or '#' or '%' or '*' or '\uFFFD'
        || char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format);

    [Fact]
    public void Any_content_of_any_type_is_read_without_a_crash() => Campaign.Run(10_000, random =>
    {
        var counter = 0;
        var text = random.OneIn(5) ? random.Text(["{", "}", "[", "]", "\"image_key\"", ":", ",", "\"img_1\"", "\\ud83d"], 20) : Written(random, Node(random, random.Next(1, 6), ref counter));
        text = random.OneIn(2) ? random.Damaged(text) : text;
        var message = MessageParser.FromFields("om_1", random.Pick(Types), text, _ => random.Pick("1765432100123", "9223372036854775807", "-1", "x", null!), random.OneIn(9));
        Assert.Equal(text, message.Content);
        Assert.All(message.Resources, resource => Assert.False(string.IsNullOrWhiteSpace(resource.FileKey)));
        Assert.Equal(message.Resources.Count, message.Resources.DistinctBy(resource => (resource.FileKey, resource.Type)).Count());
        _ = ResourceExtractor.IsUnreadable(message);
        _ = ResourceExtractor.IsStub(message);
        AssertReadable(message);
    });

    [Fact]
    public void Content_cut_anywhere_is_read_without_a_crash() => Campaign.Run(100, random =>
    {
        var counter = 0;
        var (type, text) = (random.Pick(Types), Written(random, Node(random, random.Next(1, 6), ref counter)));
        for (var end = 0; end < text.Length; end++)
        {
            var message = MessageParser.FromFields("om_1", type, text[..end], _ => null, false);
            Assert.Equal(text[..end], message.Content);
            AssertReadable(message);
        }
    });

    [Fact]
    public void Any_item_is_read_without_a_crash() => Campaign.Run(10_000, random =>
    {
        var counter = 0;
        var item = random.OneIn(3)
            ? Written(random, Node(random, random.Next(1, 6), ref counter))
            : random.Damaged(Contents.Item("om_1", random.Pick(Types), "{\"image_key\":\"img_1\",\"file_key\":\"file_1\"}").ToJsonString());
        try
        {
            using var document = JsonDocument.Parse(WellFormedJson.Of(item));
            var message = new MessageParser().Parse(WellFormedJson.Of(item).Span);
            AssertSays(document.RootElement, message);
            AssertReadable(message);
            Assert.NotNull(ChatParser.Parse(document.RootElement).ChatId);
        }
        catch (JsonException)
        {
            // No JSON at all: the answer is refused before anybody looks for items.
        }
    });

    /// <summary>The message is read from the bytes, and a tree of the same text says the same.</summary>
    private static void AssertSays(JsonElement tree, LarkMessage message)
    {
        var outer = tree.Field("event") ?? tree;
        var inner = outer.Field("message") ?? outer;
        Assert.Equal(inner.Text("message_id") ?? string.Empty, message.MessageId);
        Assert.Equal(inner.Text("msg_type") ?? inner.Text("message_type") ?? string.Empty, message.MessageType);
        Assert.Equal((inner.Text("chat_id"), inner.Text("thread_id"), inner.Text("root_id")), (message.ChatId, message.ThreadId, message.RootId));
        Assert.Equal((inner.Flag("deleted"), inner.Flag("updated")), (message.IsDeleted, message.IsUpdated));
        Assert.Equal((inner.Field("sender") ?? outer.Field("sender") ?? default).Text("sender_type"), message.SenderType);
        Assert.Equal(MessageParser.ReadTime(inner, "create_time"), message.CreateTime);
        var content = inner.Field("body")?.Field("content") ?? inner.Field("content");
        Assert.Equal(content is { ValueKind: JsonValueKind.String } text ? text.GetString() : content?.GetRawText() ?? string.Empty, message.Content);
    }

    [Theory]
    [InlineData("post", 200)]
    [InlineData("interactive", 200)]
    [InlineData("interactive", 300)]
    [InlineData("interactive", 10_000)]
    [InlineData("post", 1_000_000)]
    public void Deep_content_is_read_or_told_to_be_unreadable(string type, int depth)
    {
        var content = string.Concat(Enumerable.Repeat("{\"elements\":[", depth / 2)) + "{\"image_key\":\"img_deep\"}" + string.Concat(Enumerable.Repeat("]}", depth / 2));
        var message = Contents.Parse(type, content);
        Assert.Equal(depth < DeepestRead, message.Resources.Count == 1);
        Assert.Equal(depth >= DeepestRead, ResourceExtractor.IsUnreadable(message));
        AssertReadable(message);
    }

    [Fact]
    public void A_text_with_a_hundred_thousand_marks_is_read_in_proportion_to_its_length()
    {
        foreach (var mark in (string[])["@_user_1", "@_", "<at id=", "<", "<at id=ou_1></at>", "![", "[", "{a", "\u202e", "```", "**"])
        {
            var text = string.Concat(Enumerable.Repeat(mark, 100_000));
            var message = Contents.Parse("interactive", $$"""{"elements":[{"tag":"markdown","content":"{{text}}"}]}""");
            AssertReadable(message);
            AssertReadable(Contents.Parse("text", $$"""{"text":"{{text}}"}"""));
            AssertReadable(Contents.Parse("system", $$"""{"template":"{{text}}"}"""));
        }
    }

    /// <summary>The text can be made, and cannot rewrite what a reader sees.</summary>
    private static void AssertReadable(LarkMessage message)
    {
        var text = message.Text;
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c is not ('\n' or '\t')) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069');
        Assert.Equal(text, message.Text);
    }

    [Fact]
    public void A_post_with_a_hundred_thousand_pictures_is_read_in_proportion_to_its_length()
    {
        var content = "{\"content\":[[" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"{{\"tag\":\"img\",\"image_key\":\"img_{i}\"}}")) + "]]}";
        Assert.Equal(100_000, Contents.Parse("post", content).Resources.Count);
    }

    private static JsonNode? Node(Random random, int depth, ref int counter)
    {
        if (depth == 0 || random.OneIn(4))
        {
            return Leaf(random, ref counter);
        }

        if (random.OneIn(3))
        {
            var array = new JsonArray();
            for (var left = random.Next(4); left > 0; left--)
            {
                array.Add(Node(random, depth - 1, ref counter));
            }

            return array;
        }

        var fields = new JsonObject();
        for (var left = random.Next(5); left > 0; left--)
        {
            var name = random.Pick(Names);
            fields[name] = name switch
            {
                "tag" => random.Pick(Tags),
                "json_card" or "json_attachment" or "user_dsl" when random.OneIn(2) => Node(random, depth - 1, ref counter)?.ToJsonString(),
                _ => Node(random, depth - 1, ref counter),
            };
        }

        return fields;
    }

    private static JsonNode? Leaf(Random random, ref int counter) => random.Next(12) switch
    {
        0 => null,
        1 => random.OneIn(2),
        2 => random.NextInt64(),
        3 => "",
        4 => $"![a](img_md{counter++}) and ![b](https://x/y) ![c](img_md{counter++} \"t\")",
        5 => "\uD83D",
        6 => "  ",
        _ => $"img_{counter++}",
    };

    /// <summary>The text of it, in which half a character is written as an escape, as a server would that cuts names.</summary>
    private static string Written(Random random, JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return random.OneIn(3) ? text.Replace("\"title\"", "\"\\ud83d\"", StringComparison.Ordinal).Replace("\\uFFFD", "\\ud83d", StringComparison.Ordinal) : text;
    }

    private static string WellFormed(string text) => text.Replace("\\ud83d", "\\ufffd", StringComparison.Ordinal);

    /// <summary>Every key by its field's name, the pictures of markdown, and both again in JSON that is wrapped in a string.</summary>
    private static IEnumerable<string> KeysIn(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany(KeysIn);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var keys = new List<string>();
        var isMarkdown = element.TryGetProperty("tag", out var tag) && tag.ValueKind == JsonValueKind.String && tag.GetString() is "md" or "markdown" or "lark_md";
        foreach (var field in element.EnumerateObject())
        {
            keys.AddRange(KeysIn(field.Value));
            if (field.Value.ValueKind == JsonValueKind.String && field.Value.GetString() is { } text)
            {
                keys.AddRange(field.Name switch
                {
                    "image_key" or "img_key" or "file_key" => [text],
                    "imageID" when text.StartsWith("img", StringComparison.Ordinal) => [text],
                    "text" or "content" when isMarkdown => text.Split("](").Skip(1).Where(rest => rest.StartsWith("img_", StringComparison.Ordinal)).Select(rest => rest.Split(' ', ')')[0]),
                    _ => [],
                });
            }
        }

        return keys;
    }
}
