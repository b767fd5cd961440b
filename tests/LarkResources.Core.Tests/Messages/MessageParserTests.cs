using System.Text.Json.Nodes;

namespace LarkResources.Tests.Messages;

public sealed class MessageParserTests
{
    [Fact]
    public void An_item_of_the_message_endpoints()
    {
        var message = Contents.ParseText("""
            {"message_id":"om_1","root_id":"om_r","parent_id":"om_p","thread_id":"omt_1","upper_message_id":"om_u","msg_type":"image",
             "create_time":"1765432100123","update_time":"1765432100456","deleted":false,"updated":true,"chat_id":"oc_1",
             "sender":{"id":"ou_1","id_type":"open_id","sender_type":"user","tenant_key":"t"},"body":{"content":"{\"image_key\":\"img_1\"}"},"mentions":[]}
            """);

        Assert.Equal(("om_1", "oc_1", "omt_1"), (message.MessageId, message.ChatId, message.ThreadId));
        Assert.Equal(("om_r", "om_p", "om_u"), (message.RootId, message.ParentId, message.UpperMessageId));
        Assert.Equal(("ou_1", "open_id", "user"), (message.SenderId, message.SenderIdType, message.SenderType));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1765432100123), message.CreateTime);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1765432100456), message.UpdateTime);
        Assert.True(message.IsUpdated);
        Assert.False(message.IsDeleted);
        Assert.Equal("image", message.MessageType);
        Assert.Equal("""{"image_key":"img_1"}""", message.Content);
        Assert.Equal("Image:img_1:Image", Contents.Summary(message));
    }

    [Theory]
    [InlineData("""{"schema":"2.0","event":{"sender":SENDER,"message":MESSAGE}}""")]
    [InlineData("""{"sender":SENDER,"message":MESSAGE}""")]
    public void An_event(string shape)
    {
        var message = Contents.ParseText(shape
            .Replace("SENDER", """{"sender_id":{"union_id":"on_1","open_id":"ou_1"},"sender_type":"user"}""", StringComparison.Ordinal)
            .Replace("MESSAGE", """{"message_id":"om_1","message_type":"file","chat_id":"oc_1","create_time":"1765432100123","content":"{\"file_key\":\"k\",\"file_name\":\"a.txt\"}"}""", StringComparison.Ordinal));

        Assert.Equal(("om_1", "file", "ou_1", "open_id", "user"), (message.MessageId, message.MessageType, message.SenderId, message.SenderIdType, message.SenderType));
        Assert.Equal("File:k:File", Contents.Summary(message));
    }

    [Fact]
    public void The_message_of_an_event_alone() =>
        Assert.Equal("Image:img_1:Image", Contents.Summary(Contents.ParseText("""{"message_id":"om_1","message_type":"image","content":"{\"image_key\":\"img_1\"}"}""")));

    [Theory]
    [InlineData("""{"file_key":"k"}""", """{"file_key":"k","file_name":"a.pdf","file_size":"5","duration":1000}""")]
    [InlineData("""{"file_key":"k","file_name":"a.pdf","file_size":"5","duration":1000}""", """{"file_key":"k"}""")]
    [InlineData("""{"file_key":"k","file_name":"a.pdf","file_size":"5","duration":1000}""", """{"file_key":"k","file_name":"b.pdf","file_size":"6","duration":2000}""")]
    public void A_resource_that_is_named_twice_is_known_by_both(string first, string second)
    {
        var message = Contents.Parse("post", $$"""{"content":[[{{first}},{"image_key":"img_1"},{{second}}]]}""");

        Assert.Equal("File:k:File Image:img_1:Image", Contents.Summary(message));
        Assert.Equal(("a.pdf", 5L, TimeSpan.FromSeconds(1)), (message.Resources[0].Name, message.Resources[0].Length, message.Resources[0].PlayingTime));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-1", null)]
    [InlineData("\"x\"", null)]
    public void A_length_below_zero_is_not_known(string size, long? expected) =>
        Assert.Equal(expected, Assert.Single(Contents.Parse("file", $$"""{"file_key":"k","file_size":{{size}}}""").Resources).Length);

    [Theory]
    [InlineData("""{"tag":"media","file_key":"k","image_key":"img_1"}""", "Video:k:File Cover:img_1:Image")]
    [InlineData("""{"tag":"x","file_key":"k","image_key":"img_1"}""", "Video:k:File Cover:img_1:Image")]
    [InlineData("""{"tag":"video","image_key":"img_1"}""", "Cover:img_1:Image")]
    [InlineData("""{"tag":"x","fileID":"file_1"}""", "File:file_1:File")]
    [InlineData("""{"tag":"x","fileID":"17"}""", "")]
    [InlineData("""{"tag":"x","i18n_file_key":{"en_us":"k","zh_cn":7}}""", "File:k:File")]
    [InlineData("""{"tag":"video","property":{"i18n_img_key":{"en_us":"img_1"},"inner":{"img_key":"img_2","imageID":"img_3"}}}""", "Cover:img_1:Image Image:img_2:Image Image:img_3:Image")]
    [InlineData("""{"tag":"video","property":{"tag":"x","imageID":"img_1"}}""", "Image:img_1:Image")]
    [InlineData("""{"tag":"md","text":"a ![b](img_1) and !(img_2)"}""", "Image:img_1:Image")]
    [InlineData("""{"tag":"text","text":"![b](img_1)"}""", "")]
    [InlineData("""{"tag":"md","text":"![a](https://x/a.png) ![b]( img_2 \"t\") ![c](img_3"}""", "Image:img_2:Image")]
    public void The_tag_of_an_element_tells_what_its_keys_are(string element, string expected) =>
        Assert.Equal(expected, Contents.Summary(Contents.Parse("interactive", $$"""{"elements":[{{element}}]}""")));

    [Fact]
    public void A_time_is_told_from_one_in_seconds_by_its_size()
    {
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(100_000_000_000), MessageParser.Time(100_000_000_000));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(99_999_999_999), MessageParser.Time(99_999_999_999));
        Assert.Equal(253_402_300_799_999, MessageParser.Time(253_402_300_799_999)?.ToUnixTimeMilliseconds());
        Assert.Null(MessageParser.Time(253_402_300_800_000));
        Assert.Null(MessageParser.Time(0));
        Assert.Null(MessageParser.Time(null));
    }

    [Theory]
    [InlineData("""  {"message_id":"om_1","msg_type":"text","body":{"content":"a"},"content":"no"}""", "a")]
    [InlineData("""{"message_id":"om_1","msg_type":"text"}""", "")]
    [InlineData("""{"message_id":"om_1"}""", null)]
    [InlineData("""{"msg_type":"text"}""", null)]
    [InlineData("{", null)]
    [InlineData("[]", null)]
    [InlineData("om_1", null)]
    public void A_text_is_a_message_where_it_is_JSON_with_one_in_it(string text, string? content) => Assert.Equal(content, MessageParser.FromJson(text)?.Content);

    [Fact]
    public void A_recalled_message_has_a_notice_for_content()
    {
        var message = Contents.ParseText("""{"message_id":"om_1","msg_type":"image","deleted":true,"body":{"content":"This message was recalled"}}""");

        Assert.True(message.IsDeleted);
        Assert.Equal("This message was recalled", message.Content);
        Assert.Empty(message.Resources);
    }

    [Theory]
    [InlineData("\"1765432100123\"", 1765432100123)]
    [InlineData("1765432100123", 1765432100123)]
    [InlineData("\"1765432100\"", 1765432100000)]
    [InlineData("\"0\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("-5", null)]
    [InlineData("9223372036854775807", null)]
    public void Times(string json, long? expected) =>
        Assert.Equal(expected, Contents.ParseText($$"""{"message_id":"om_1","create_time":{{json}}}""").CreateTime?.ToUnixTimeMilliseconds());

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("""{"message_id":null,"msg_type":{},"body":"x","sender":[],"deleted":"maybe"}""")]
    [InlineData("""{"message":{"body":{"content":[1]}},"event":7}""")]
    public void Something_else_altogether_gives_an_empty_message(string json)
    {
        var message = Contents.ParseText(json);

        Assert.Empty(message.MessageId);
        Assert.Empty(message.Resources);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"content":[[{"tag":"img","image_key":"img_1"}""")]
    [InlineData("not json at all")]
    [InlineData("\"text\"")]
    public void Content_that_cannot_be_read_is_kept_as_it_came(string content)
    {
        foreach (var type in (string[])["image", "file", "audio", "media", "post", "sticker", "folder", "interactive", "merge_forward", "text"])
        {
            var message = Contents.Parse(type, content);

            Assert.Equal(content, message.Content);
            Assert.Empty(message.Resources);
        }
    }

    [Theory]
    [InlineData("post", "[", "]")]
    [InlineData("interactive", "{\"elements\":", "}")]
    [InlineData("image", "{\"image_key\":", "}")]
    public void Ten_thousand_levels_do_no_harm(string type, string open, string close)
    {
        var content = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));

        Assert.Empty(Contents.Parse(type, content).Resources);
    }

    [Fact]
    public void A_deep_card_is_read_on_a_small_stack()
    {
        var inner = "{\"img_key\":\"img_1\"}";
        for (var level = 0; level < 250; level++)
        {
            inner = level % 2 == 0 ? $"[{inner}]" : $$"""{"elements":{{inner}}}""";
        }

        var content = new JsonObject { ["json_card"] = inner }.ToJsonString();
        var summary = string.Empty;
        var thread = new Thread(() => summary = Contents.Summary(Contents.Parse("interactive", content)), maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.Equal("Image:img_1:Image", summary);
    }

    [Fact]
    public void Ten_megabytes_are_read_without_a_search_that_grows_with_its_square()
    {
        var elements = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $$"""{"tag":"img","image_key":"img_{{i}}","x":1}"""));
        var markdown = string.Concat(Enumerable.Repeat("![![](img_", 300_000));
        var content = $$"""{"content":[[{{elements}}],[{"tag":"md","text":"{{markdown}}"}]]}""";

        // A search from each of the 300,000 openings to the end would take hours, and the run would be ended.
        Assert.Equal(200_000, Contents.Parse("post", content).Resources.Count);
    }

    [Theory]
    [InlineData("""{"file_key":"k","file_name":"half \ud83d"}""", "File:k:File")]
    [InlineData("""{"file_key":"half \ud83d","file_name":"a"}""", "")]
    public void Half_a_character_in_a_value_costs_that_value_only(string content, string expected) =>
        Assert.Equal(expected, Contents.Summary(Contents.Parse("file", content)));

    [Theory]
    [InlineData("post", """{"content":[[{"tag":"img","image_key":"img_1"}]],"\ud83d":1}""")]
    [InlineData("interactive", """{"json_card":"{}","\ud83d":1,"json_attachment":"{\"images\":{\"\\ud83d\":{\"token\":\"img_1\"}}}"}""")]
    public void Half_a_character_in_a_field_name_is_no_crash(string type, string content) =>
        Assert.True(Contents.Parse(type, content).Resources.Count <= 1);

    [Fact]
    public void Half_a_character_in_a_field_name_of_the_item_is_no_crash() =>
        Assert.NotNull(Contents.ParseText("""{"\ud83d":1,"message_id":"om_1","\udc00":{}}"""));

    [Fact]
    public void A_chat_of_the_list()
    {
        using var json = System.Text.Json.JsonDocument.Parse("""
            {"chat_id":"oc_1","avatar":"https://x","name":"Team","description":"d","owner_id":"ou_1","owner_id_type":"open_id","external":true,"tenant_key":"t","chat_status":"normal"}
            """);
        var chat = ChatParser.Parse(json.RootElement);

        Assert.Equal(("oc_1", "Team", "d", "ou_1", "open_id", "t", "normal"), (chat.ChatId, chat.Name, chat.Description, chat.OwnerId, chat.OwnerIdType, chat.TenantKey, chat.Status));
        Assert.True(chat.IsExternal);
        Assert.Null(chat.ChatMode);
    }

    [Fact]
    public void One_chat_takes_its_id_from_the_request()
    {
        using var json = System.Text.Json.JsonDocument.Parse("""{"name":"","chat_mode":"topic","chat_type":"private"}""");
        var chat = ChatParser.Parse(json.RootElement, "oc_9");

        Assert.Equal(("oc_9", "topic", "private", "oc_9"), (chat.ChatId, chat.ChatMode, chat.ChatType, chat.ToString()));
    }
}
