namespace LarkResources.Tests.Messages;

public sealed class ContentFormTests
{
    [Theory]
    [InlineData("image", """{"image_key":"img_v3_1"}""", "Image:img_v3_1:Image")]
    [InlineData("image", """{"image_key":""}""", "")]
    [InlineData("image", """{"image_key":" "}""", "")]
    [InlineData("image", """{"image_key":7}""", "Image:7:Image")]
    [InlineData("image", """{"image_key":null}""", "")]
    [InlineData("image", """{"image_key":{"a":1}}""", "")]
    [InlineData("file", """{"file_key":"file_v3_1","file_name":"a.pdf"}""", "File:file_v3_1:File")]
    [InlineData("audio", """{"file_key":"file_v2_1","duration":2000}""", "Audio:file_v2_1:File")]
    [InlineData("media", """{"file_key":"file_v3_1","image_key":"img_v3_1","file_name":"a.mp4","duration":1500}""", "Video:file_v3_1:File Cover:img_v3_1:Image")]
    [InlineData("video", """{"file_key":"file_v3_1","image_key":"img_v3_1"}""", "Video:file_v3_1:File Cover:img_v3_1:Image")]
    [InlineData("media", """{"file_key":"file_v3_1"}""", "Video:file_v3_1:File")]
    [InlineData("sticker", """{"file_key":"file_v3_1"}""", "Sticker:file_v3_1:File")]
    [InlineData("folder", """{"file_key":"file_v3_1","file_name":"docs"}""", "Folder:file_v3_1:File")]
    [InlineData("file", """{"file_key":"456a92d6-c6ea-4de4","file_name":"a"}""", "File:456a92d6-c6ea-4de4:File")]
    [InlineData("text", """{"text":"![x](img_v3_1) \"image_key\":\"img_2\""}""", "")]
    [InlineData("share_chat", """{"chat_id":"oc_2"}""", "")]
    [InlineData("location", """{"name":"here","image_key":"img_map"}""", "")]
    [InlineData("merge_forward", "Merged and Forwarded Message", "")]
    [InlineData("merge_forward", """{"create_message_ids":["om_2"]}""", "")]
    [InlineData("made_up_tomorrow", """{"image_key":"img_v3_1"}""", "")]
    [InlineData("", """{"image_key":"img_v3_1"}""", "")]
    public void Single_resources(string type, string content, string expected) =>
        Assert.Equal(expected, Contents.Summary(Contents.Parse(type, content)));

    [Theory]
    [InlineData("flat", """{"title":"t","content":[[{"tag":"text","text":"hi"},{"tag":"img","image_key":"img_1","width":10}],[{"tag":"media","file_key":"file_1","image_key":"img_2"}]]}""",
        "Image:img_1:Image Video:file_1:File Cover:img_2:Image")]
    [InlineData("locale", """{"zh_cn":{"title":"","content":[[{"tag":"img","image_key":"img_1"}]]},"en_us":{"content":[[{"tag":"img","image_key":"img_1"},{"tag":"img","image_key":"img_2"}]]}}""",
        "Image:img_1:Image Image:img_2:Image")]
    [InlineData("wrapped", """{"post":{"ja_jp":{"content":[[{"tag":"img","image_key":"img_1"}]]}}}""", "Image:img_1:Image")]
    [InlineData("v2 first", """{"content":[[{"tag":"img","image_key":"img_1"}]],"content_v2":[[{"tag":"img","image_key":"img_2"},{"tag":"img","image_key":"img_1"}]]}""",
        "Image:img_2:Image Image:img_1:Image")]
    [InlineData("v2 in a locale", """{"zh_cn":{"content":[[{"tag":"img","image_key":"img_1"}]],"content_v2":[[{"tag":"md","text":"a ![p](img_2) b"}]]}}""",
        "Image:img_2:Image Image:img_1:Image")]
    [InlineData("markdown", """{"content":[[{"tag":"md","text":"![a](img_v3_1) [b](img_no) ![c](https://x/y.png) ![d]( img_v3_2 \"t\") ![e](img_v3_1"}]]}""",
        "Image:img_v3_1:Image Image:img_v3_2:Image")]
    [InlineData("attachments", """{"zh_cn":{"content":[[]]},"files":[{"file_key":"file_1","file_name":"a.pdf","is_folder":false},{"file_key":"file_2","file_name":"docs","is_folder":true}]}""",
        "File:file_1:File Folder:file_2:File")]
    [InlineData("text is not markdown", """{"content":[[{"tag":"text","text":"![a](img_1)"}]]}""", "")]
    [InlineData("cover alone", """{"content":[[{"tag":"media","image_key":"img_1"}]]}""", "Cover:img_1:Image")]
    [InlineData("empty", """{"content":[]}""", "")]
    [InlineData("wrong kinds", """{"content":"x","files":3,"zh_cn":[1,null,true]}""", "")]
    public void Posts(string name, string content, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Contents.Summary(Contents.Parse("post", content)));
    }

    [Theory]
    [InlineData("simplified", """{"title":"t","elements":[[{"tag":"img","image_key":"img_1"},{"tag":"text","text":"x"}]]}""", "Image:img_1:Image")]
    [InlineData("card 1.0", """{"config":{},"elements":[{"tag":"img","img_key":"img_1"},{"tag":"note","elements":[{"tag":"img","img_key":"img_2"}]},{"tag":"div","text":{"tag":"lark_md","content":"![x](img_3)"}}]}""",
        "Image:img_1:Image Image:img_2:Image Image:img_3:Image")]
    [InlineData("card 2.0", """{"schema":"2.0","header":{"icon":{"tag":"custom_icon","img_key":"img_1"}},"body":{"elements":[{"tag":"column_set","columns":[{"elements":[{"tag":"img","img_key":"img_2"}]}]},{"tag":"img_combination","img_list":[{"img_key":"img_3"},{"img_key":"img_4"}]},{"tag":"audio","file_key":"file_1"}]}}""",
        "Image:img_1:Image Image:img_2:Image Image:img_3:Image Image:img_4:Image Audio:file_1:File")]
    [InlineData("raw", """{"json_card":"{\"body\":{\"property\":{\"elements\":[{\"tag\":\"img\",\"property\":{\"imageID\":\"id1\"}},{\"tag\":\"img_combination\",\"property\":{\"imgList\":[{\"imageID\":\"id2\"},{\"imageID\":\"img_3\"}]}}]}}}","json_attachment":"{\"images\":{\"id2\":{\"token\":\"img_2\"},\"id1\":{\"token\":\"img_1\"},\"id4\":{\"token\":\"img_4\"}}}","card_schema":2}""",
        "Image:img_1:Image Image:img_2:Image Image:img_3:Image Image:img_4:Image")]
    [InlineData("raw, as objects", """{"json_card":{"elements":[{"property":{"imageID":"id1"}}],"attachment":{"images":{"id1":{"token":"img_1"}}}}}""", "Image:img_1:Image")]
    [InlineData("raw, id unknown", """{"json_card":"{\"elements\":[{\"property\":{\"imageID\":\"17\"}}]}"}""", "")]
    [InlineData("raw, cut off", """{"json_card":"{\"elements\":[{\"prop","json_attachment":"{\"images\":{\"id1\":{\"token\":\"img_1\"}}}"}""", "Image:img_1:Image")]
    [InlineData("odd attachment", """{"json_card":"{}","json_attachment":"[1]"}""", "")]
    public void Cards(string name, string content, string expected)
    {
        var card = Contents.Parse("interactive", content);

        Assert.NotEmpty(name);
        Assert.Equal(expected, Contents.Summary(card));
        Assert.All(card.Resources, resource => Assert.True(resource.IsSupported && resource.Note!.Contains("234043", StringComparison.Ordinal)));
    }

    [Fact]
    public void Details_are_carried_along()
    {
        var resource = Assert.Single(Contents.Parse("file", """{"file_key":"k","file_name":"../a.pdf","file_size":"1048576"}""").Resources);

        Assert.Equal(("om_1", "oc_1", "ou_1", "../a.pdf", 1048576L), (resource.MessageId, resource.ChatId, resource.SenderId, resource.Name, resource.Length));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1765432100123), resource.SentAt);
        Assert.True(resource.IsSupported);
        Assert.Null(resource.Note);
        Assert.Null(resource.ChildMessageId);
        Assert.Equal("k", resource.ToString());
    }

    [Theory]
    [InlineData("2000", 2000)]
    [InlineData("\"2500\"", 2500)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("1.5", null)]
    [InlineData("\"long\"", null)]
    public void Duration_is_in_milliseconds(string json, int? expected) =>
        Assert.Equal(expected, Contents.Parse("audio", $$"""{"file_key":"k","duration":{{json}}}""").Resources[0].PlayingTime?.TotalMilliseconds);

    [Theory]
    [InlineData("sticker")]
    [InlineData("folder")]
    public void What_cannot_be_served_is_listed_with_the_reason(string type)
    {
        var resource = Assert.Single(Contents.Parse(type, """{"file_key":"k"}""").Resources);

        Assert.False(resource.IsSupported);
        Assert.NotEmpty(resource.Note!);
    }

    [Fact]
    public void A_second_mention_adds_what_the_first_did_not_know()
    {
        var message = Contents.Parse("post", """{"content":[[{"tag":"file","file_key":"j"},{"tag":"file","file_key":"k"}]],"files":[{"file_key":"k","file_name":"a.pdf"}]}""");

        Assert.Equal([("j", null), ("k", "a.pdf")], message.Resources.Select(resource => (resource.FileKey, resource.Name)));
    }

    [Fact]
    public void The_same_key_as_picture_and_as_file_is_two_resources() =>
        Assert.Equal("Video:k:File Cover:k:Image", Contents.Summary(Contents.Parse("media", """{"file_key":"k","image_key":"k"}""")));
}
