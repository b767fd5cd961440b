namespace LarkResources.Tests.Messages;

public sealed class CardTests
{
    private const string Chinese = "请升级至最新版本客户端，以查看内容";
    private const string English = "Please upgrade to the latest version of the client to view the content";

    public static TheoryData<string> Cases => ContentCases.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_keys_of_each_content_are_found(string name)
    {
        var message = ContentCases.Message(name);
        if (message.MessageType == "hologram")
        {
            Assert.True(ResourceExtractor.HoldsUnknownKeys(message));
            return;
        }

        Assert.Equal(ContentCases.Keys(name), message.Resources.Select(resource => resource.FileKey));
        Assert.False(ResourceExtractor.HoldsUnknownKeys(message));
    }

    [Theory]
    [InlineData("the token only where there is no key", """{"json_card":"{\"elements\":[{\"tag\":\"img\",\"property\":{\"imageID\":\"a\"}},{\"tag\":\"img\",\"property\":{\"imageID\":\"b\"}}]}","json_attachment":{"images":{"a":{"token":"t_a"},"b":{"token":"t_b","origin_key":"img_b"}}}}""", "Image:t_a:Image Image:img_b:Image")]
    [InlineData("a key that is empty", """{"json_card":"{}","json_attachment":"{\"images\":{\"a\":{\"token\":\"t_a\",\"origin_key\":\"\"},\"b\":{\"origin_key\":7}}}"}""", "Image:t_a:Image Image:7:Image")]
    [InlineData("sound and video", """{"json_card":"{\"body\":{\"elements\":[{\"tag\":\"audio\",\"property\":{\"fileID\":\"file_a\"}},{\"tag\":\"video\",\"property\":{\"videoID\":\"file_b\",\"imageID\":\"img_c\"}},{\"tag\":\"video\",\"property\":{\"fileID\":\"file_d\"}},{\"tag\":\"audio\",\"property\":{\"audioID\":\"456a92d6-c6ea-4de4-8fcf-1d0a8a3f0e21\",\"fileID\":\"17\"}}]}}"}""",
        "Audio:file_a:File Cover:img_c:Image Video:file_b:File Video:file_d:File Audio:456a92d6-c6ea-4de4-8fcf-1d0a8a3f0e21:File")]
    [InlineData("the card as an object", """{"user_dsl":{"schema":"2.0","body":{"elements":[{"tag":"img","img_key":"img_1"}]}}}""", "Image:img_1:Image")]
    [InlineData("a file for each language", """{"elements":[{"tag":"audio","file_key":"file_1","i18n_file_key":{"zh_cn":"file_2","en_us":"file_1","ja_jp":null,"fr_fr":{}}}]}""", "Audio:file_1:File Audio:file_2:File")]
    [InlineData("elements for each language", """{"i18n_elements":{"zh_cn":[{"tag":"img","img_key":"img_1"}],"en_us":[{"tag":"img","img_key":"img_1"},{"tag":"img","img_key":"img_2"}]}}""", "Image:img_1:Image Image:img_2:Image")]
    [InlineData("an event: the card and a placeholder", """{"title":"t","elements":[[{"tag":"img","image_key":"img_stock"},{"tag":"text","text":"请升级至最新版本客户端，以查看内容"}]],"user_dsl":"{\"body\":{\"elements\":[{\"tag\":\"img\",\"img_key\":\"img_1\"}]}}"}""", "Image:img_1:Image")]
    [InlineData("an event: the card and the same, simplified", """{"elements":[[{"tag":"img","image_key":"img_2"},{"tag":"text","text":"x"}]],"user_dsl":"{\"elements\":[{\"tag\":\"img\",\"img_key\":\"img_1\"}]}"}""", "Image:img_1:Image Image:img_2:Image")]
    [InlineData("a card that is cut off", """{"user_dsl":"{\"elements\":[{\"tag\":\"img\"","elements":[[{"tag":"img","image_key":"img_2"}]]}""", "Image:img_2:Image")]
    public void Forms(string name, string content, string expected)
    {
        var card = Contents.Parse("interactive", content);

        Assert.NotEmpty(name);
        Assert.Equal(expected, Contents.Summary(card));
        Assert.False(ResourceExtractor.IsStub(card));
    }

    [Theory]
    [InlineData($$"""{"title":null,"elements":[[{"tag":"img","image_key":"img_v3_stock"},{"tag":"text","text":"{{Chinese}}"},{"tag":"text","text":""}]]}""")]
    [InlineData($$"""{"title":"Rollout","elements":[[{"tag":"text","text":"{{Chinese}}"}]]}""")]
    [InlineData($$"""{"elements":[[{"tag":"text","text":"{{English}}"}],[{"tag":"img","image_key":"img_v3_stock"}]]}""")]
    [InlineData($$"""{"elements":[{"tag":"img","image_key":"img_v3_stock"},{"tag":"text","text":"{{English}}."}]}""")]
    public void A_placeholder_is_known_and_its_stock_picture_is_not_a_resource(string content)
    {
        var card = Contents.Parse("interactive", content);

        Assert.True(ResourceExtractor.IsStub(card));
        Assert.Empty(card.Resources);
        Assert.False(ResourceExtractor.IsUnreadable(card));
        Assert.Contains("'om_1'", Assert.Single(ContentNotices.Of(new LarkMessage { MessageId = "om_0", MessageType = "merge_forward", Children = [card] })), StringComparison.Ordinal);
        Assert.False(ResourceExtractor.IsStub(card with { IsDeleted = true }));
    }

    [Theory]
    [InlineData($$"""{"elements":[[{"tag":"img","image_key":"img_1"},{"tag":"text","text":"{{Chinese}}"},{"tag":"text","text":"Build 7"}]]}""")]
    [InlineData($$"""{"elements":[[{"tag":"img","image_key":"img_1"},{"tag":"text","text":"{{Chinese}}"},{"tag":"button","text":"Download"}]]}""")]
    [InlineData("""{"elements":[[{"tag":"img","image_key":"img_1"}]]}""")]
    [InlineData("""{"elements":[[{"tag":"img","image_key":"img_1"},{"tag":"text","text":"Upgrade of the lift on Monday"}]]}""")]
    public void A_card_with_more_in_it_is_not_a_placeholder(string content)
    {
        var card = Contents.Parse("interactive", content);

        Assert.False(ResourceExtractor.IsStub(card));
        Assert.Equal("Image:img_1:Image", Contents.Summary(card));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"elements":[]}""")]
    [InlineData("""{"elements":"x"}""")]
    [InlineData("""{"elements":[null,3,[[]]]}""")]
    [InlineData("not JSON")]
    public void Something_else_is_not_a_placeholder(string content) => Assert.False(ResourceExtractor.IsStub(Contents.Parse("interactive", content)));

    [Fact]
    public async Task A_placeholder_is_told_once_where_resources_are_asked_for()
    {
        var card = Contents.Parse("interactive", $$"""{"elements":[[{"tag":"text","text":"{{Chinese}}"}]]}""");
        var picture = Contents.Parse(Contents.Item("om_2", "image", """{"image_key":"img_1"}"""));
        var forward = MessageTree.Build([Contents.Parse(Contents.Item("om_0", "merge_forward", "")), card, picture], "om_0")!;

        foreach (var message in (LarkMessage[])[card, forward])
        {
            var matches = new List<ResourceMatch>();
            await foreach (var match in new ResourceSelector(null!).SelectAsync(new(message.MessageId) { Message = message }, CancellationToken.None))
            {
                matches.Add(match);
            }

            var told = Assert.Single(matches.OfType<ResourceMatch.Nothing>());
            Assert.True(told.MayHoldMore);
            Assert.Contains("placeholder for the card of message 'om_1'", told.Reason, StringComparison.Ordinal);
            Assert.Equal(message.Resources.Count, matches.OfType<ResourceMatch.Found>().Count());
        }
    }

    [Fact]
    public void A_task_without_pictures_is_readable()
    {
        var task = Contents.Parse("todo", """{"task_id":"t1","summary":{"title":"","content":[[{"tag":"text","text":"Paint"}]]}}""");

        Assert.Empty(task.Resources);
        Assert.False(ResourceExtractor.IsUnreadable(task));
    }
}
