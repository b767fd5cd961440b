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
