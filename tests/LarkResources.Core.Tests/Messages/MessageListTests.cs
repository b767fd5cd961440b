using System.Text;

namespace LarkResources.Tests.Messages;

/// <summary>Answers that list messages, read from their bytes: what the one reading finds must not depend on how the JSON is written.</summary>
public sealed class MessageListTests
{
    [Theory]
    [InlineData("""{"message_id":"om_1","message_id":"om_2"}""", "om_2")]
    [InlineData("""{"message_id":"om_1","message_id":null}""", "")]
    [InlineData("""{"\u006dessage_id":"om_1"}""", "om_1")]
    [InlineData("""{"message_id":"\u006fm_1"}""", "om_1")]
    [InlineData("""{"x":{"message_id":"om_x"},"message_id":"om_1","y":[{"message_id":"om_y"}]}""", "om_1")]
    [InlineData("""{"message_id":12}""", "12")]
    [InlineData("""{"message_id":["om_1"]}""", "")]
    [InlineData("{ \"msg_type\" : \"text\" ,\n\t\"message_id\" : \"om_1\" }", "om_1")]
    public void Field_is_found_however_it_is_written(string item, string id) => Assert.Equal(id, Contents.ParseText(item).MessageId);

    [Theory]
    [InlineData("""{"body":{"content":"a"}}""", "a")]
    [InlineData("""{"b\u006fdy":{"c\u006fntent":"a"}}""", "a")]
    [InlineData("""{"body":{"content":"a","content":"b"}}""", "b")]
    [InlineData("""{"body":{"content":"a"},"body":{"content":"b"}}""", "b")]
    [InlineData("""{"content":"a","body":{"content":null}}""", "a")]
    [InlineData("""{"content":"a","body":null}""", "a")]
    [InlineData("""{"content":"a","body":"b"}""", "a")]
    [InlineData("""{"body":{"content":""},"content":"a"}""", "")]
    [InlineData("""{"body":{"x":{"content":"b"},"content":{"text": "a"}}}""", """{"text": "a"}""")]
    [InlineData("""{"body":{"content":7}}""", "7")]
    [InlineData("""{"body":{"content":"\"\\\n\u00e9\ud83d\ude00消"}}""", "\"\\\né😀消")]
    public void Content_is_found_however_it_is_written(string item, string content) => Assert.Equal(content, Contents.ParseText(item).Content);

    [Fact]
    public void Content_longer_than_usual_is_whole()
    {
        var text = string.Concat(Enumerable.Repeat("\"消\\", 5_000));
        Assert.Equal(text, Contents.Parse("text", text).Content);
    }

    [Fact]
    public void Sender_beside_the_message_of_an_event_counts_unless_the_message_has_one()
    {
        Assert.Equal("ou_2", Contents.ParseText("""{"event":{"sender":{"id":"ou_2"},"message":{"message_id":"om_1"}},"sender":{"id":"ou_1"}}""").SenderId);
        Assert.Equal("ou_3", Contents.ParseText("""{"sender":{"id":"ou_1"},"message":{"message_id":"om_1","sender":{"id":"ou_3"}}}""").SenderId);
    }

    [Theory]
    [InlineData("""{"code":0,"data":{"has_more":true,"page_token":"t","items":[{"message_id":"om_1"},{"message_id":"om_2"}]}}""", "om_1 om_2", true, "t")]
    [InlineData("""{"data":{"items":[{"message_id":"om_1"}],"items":[{"message_id":"om_2"}]}}""", "om_2", false, null)]
    [InlineData("""{"data":{"items":[{"message_id":"om_1"}]},"data":{"items":[],"has_more":"true","page_token":7}}""", "", true, "7")]
    [InlineData("""{"data":{"\u0069tems":[{"message_id":"om_1"}],"h\u0061s_more":true}}""", "om_1", true, null)]
    [InlineData("""{"data":{"items":[null,3,"x",[],{"message_id":"om_1"}]}}""", "    om_1", false, null)]
    [InlineData("""{"data":{"has_more":false}}""", "", false, null)]
    [InlineData("""{"data":{"items":[],"page_token":"t"}}""", "", true, "t")]
    [InlineData("""{"data":{"items":[],"has_more":null,"page_token":"t"}}""", "", true, "t")]
    [InlineData("""{"data":{"items":[],"has_more":1,"page_token":"t"}}""", "", true, "t")]
    [InlineData("""{"data":{"items":[],"has_more":false,"page_token":"t"}}""", "", false, "t")]
    [InlineData("""{"data":{"items":[],"has_more":null,"page_token":""}}""", "", false, null)]
    [InlineData("""{"data":{"items":null,"has_more":true}}""", "", true, null)]
    [InlineData("""{"data":{"items":{},"has_more":true}}""", null, true, null)]
    [InlineData("""{"data":{"items":"x"}}""", null, false, null)]
    [InlineData("""{"data":{}}""", null, false, null)]
    [InlineData("""{"data":[]}""", null, false, null)]
    [InlineData("""[{"data":{"items":[]}}]""", null, false, null)]
    public void Page(string answer, string? ids, bool hasMore, string? token)
    {
        var page = List(isPaged: true).Read(Encoding.UTF8.GetBytes(answer));
        Assert.Equal((ids, hasMore, token), (page.Items is { } items ? string.Join(' ', items.Select(item => item.MessageId)) : null, page.HasMore, page.Token));
    }

    [Fact]
    public void Answer_that_is_not_paged_must_have_a_list() =>
        Assert.Null(List(isPaged: false).Read("""{"data":{"has_more":false}}"""u8.ToArray()).Items);

    [Theory]
    [InlineData("""{"data":{"items":[{"message_id":"om_1"}""")]
    [InlineData("""{"data":{"items":[]}}x""")]
    [InlineData("""{"data":{"items":[{"message_id":"om_1",}]}}""")]
    [InlineData("")]
    public void Answer_that_is_not_JSON_is_told(string answer) =>
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => List(isPaged: true).Read(Encoding.UTF8.GetBytes(answer)));

    [Fact]
    public void Messages_of_many_senders_each_have_their_own()
    {
        // More than are remembered, and in turns.
        var numbers = Enumerable.Range(0, 1_000).Select(number => number % 300).ToArray();
        var items = numbers.Select(number => $$$"""{"message_id":"om_{{{number}}}","msg_type":"type_{{{number}}}","chat_id":"oc_{{{number}}}","sender":{"id":"ou_{{{number}}}","sender_name":"N{{{number}}}"}}""");
        var page = List(isPaged: true).Read(Encoding.UTF8.GetBytes($$$"""{"data":{"items":[{{{string.Join(',', items)}}}]}}"""));
        Assert.Equal(
            numbers.Select(number => $"om_{number} type_{number} oc_{number} ou_{number} N{number}"),
            page.Items!.Select(item => $"{item.MessageId} {item.MessageType} {item.ChatId} {item.SenderId} {item.SenderName}"));
    }

    [Fact]
    public void Link_of_another_message_is_judged_by_itself()
    {
        string?[] links = ["https://applink.feishu.cn/a", "https://applink.feishu.cn/b", "https://applink.feishu.cn/\u202ec", "javascript:alert(1)", "https://user@applink.feishu.cn/d", "https://applink.feishu.cn.evil/e", "https://applink.feishu.cn/f"];
        var items = links.Select(link => $$"""{"message_app_link":"{{link}}"}""");
        var page = List(isPaged: true).Read(Encoding.UTF8.GetBytes($$$"""{"data":{"items":[{{{string.Join(',', items)}}}]}}"""));
        Assert.Equal([links[0], links[1], null, null, null, links[5], links[6]], page.Items!.Select(item => item.Link));
    }

    private static MessageList List(bool isPaged) => new(new LarkClient(new HttpClient(), new Uri("https://open.feishu.cn/"), null), isPaged);
}
