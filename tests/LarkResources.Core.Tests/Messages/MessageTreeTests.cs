using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Messages;

public sealed class MessageTreeTests
{
    private static readonly LarkMessage Container = Contents.Parse(Contents.Item("om_top", "merge_forward", "Merged and Forwarded Message"));

    [Fact]
    public void No_items_no_message() => Assert.Null(MessageTree.Build([]));

    [Fact]
    public void Any_set_of_links_becomes_a_tree_that_holds_every_item_once() => Campaign.Run(3000, random =>
    {
        var items = Enumerable.Range(0, random.Next(1, 40)).Select(_ => new LarkMessage { MessageId = $"om_{random.Next(13)}", UpperMessageId = $"om_{random.Next(13)}" }).ToList();

        Assert.Equal(items.Select(item => item.MessageId).Distinct().Order(StringComparer.Ordinal), Ids(MessageTree.Build(items)!).Order(StringComparer.Ordinal));

        static IEnumerable<string> Ids(LarkMessage message) => message.Children.SelectMany(Ids).Prepend(message.MessageId);
    });

    [Fact]
    public void An_ordinary_message_stays_as_it_is()
    {
        var message = Contents.Parse("image", """{"image_key":"img_1"}""");

        var built = MessageTree.Build([message])!;

        Assert.Empty(built.Children);
        Assert.Equal("Image:img_1:Image", Contents.Summary(built));
        Assert.Null(built.Resources[0].ChildMessageId);
    }

    [Fact]
    public void Levels_are_linked_by_the_upper_id()
    {
        var tree = MessageTree.Build([Container, Image("om_a", "om_top"), Forward("om_b", "om_top"), Image("om_c", "om_b"), Image("om_d", null)], "om_top")!;

        Assert.Equal("om_top(om_a om_b(om_c) om_d)", Shape(tree));
    }

    [Fact]
    public void Items_without_an_id_are_all_placed()
    {
        var tree = MessageTree.Build([Container, Image("", "om_top", "img_a"), Image("", "om_top", "img_b"), Image("", "", "img_c"), Forward("", "om_top"), Image("om_d", "om_top", "img_d")], "om_top")!;
        Assert.Equal("Image:img_a:Image Image:img_b:Image Image:img_c:Image Image:img_d:Image", Contents.Summary(tree));
        Assert.Equal(5, tree.Children.Count);
        Assert.Empty(MessageTree.EmptyContainers(tree));
        Assert.True(MessageTree.MayHoldMore(tree));
        Assert.Equal([null, null, null, "om_d"], tree.Resources.Select(resource => resource.ChildMessageId));
    }

    [Fact]
    public void An_empty_forward_may_hold_more_wherever_it_hangs()
    {
        Assert.True(MessageTree.MayHoldMore(MessageTree.Build([Container, Image("om_a", "om_top"), Forward("om_b", "om_a")], "om_top")!));
        Assert.False(MessageTree.MayHoldMore(MessageTree.Build([Container, Image("om_a", "om_top"), Image("om_b", "om_a")], "om_top")!));
    }

    [Fact]
    public void A_container_without_an_id_has_the_others_below_it()
    {
        var tree = MessageTree.Build([Forward("", null), Image("", null, "img_a"), Image("", null, "img_b")])!;
        Assert.Equal((2, 0), (tree.Children.Count, tree.Children.Sum(child => child.Children.Count)));
    }

    [Fact]
    public void The_container_is_found_wherever_it_stands() =>
        Assert.Equal("om_top(om_a)", Shape(MessageTree.Build([Image("om_a", "om_top"), Container], "om_top")!));

    [Fact]
    public void Everything_inside_is_asked_of_the_container()
    {
        var origin = Contents.Item("om_a", "image", """{"image_key":"img_a"}""", "om_b");
        origin["chat_id"] = "oc_elsewhere";
        origin["create_time"] = "1600000000000";
        var tree = MessageTree.Build([Container, Forward("om_b", "om_top"), Contents.Parse(origin), Image("om_c", "om_top", "img_c")])!;

        Assert.Equal("Image:img_a:Image Image:img_c:Image", Contents.Summary(tree));
        var resource = tree.Resources[0];
        Assert.Equal(("om_top", "om_a", "oc_1"), (resource.MessageId, resource.ChildMessageId, resource.ChatId));
        Assert.Equal(Container.CreateTime, resource.SentAt);
        var child = tree.Children[0].Children[0];
        Assert.Equal("oc_elsewhere", child.ChatId);
        Assert.Equal(resource, child.Resources[0]);
    }

    [Fact]
    public void The_same_key_in_two_children_is_listed_once_for_the_container() =>
        Assert.Equal("Image:img_1:Image", Contents.Summary(MessageTree.Build([Container, Image("om_a", null, "img_1"), Image("om_b", null, "img_1")])!));

    [Fact]
    public void Cycles_orphans_and_doubles_are_placed_once()
    {
        var tree = MessageTree.Build(
            [Container, Forward("om_a", "om_b"), Forward("om_b", "om_a"), Forward("om_c", "om_c"), Forward("om_d", "om_nowhere"), Forward("om_d", "om_a")])!;

        Assert.Equal(["om_a", "om_b", "om_c", "om_d"], Descendants(tree).Select(m => m.MessageId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_container_that_names_itself_is_no_child_of_itself() =>
        Assert.Equal("om_top(om_a)", Shape(MessageTree.Build([Container with { UpperMessageId = "om_top" }, Image("om_a", "om_top")])!));

    [Fact]
    public void A_chain_of_five_thousand_stays_within_ten_levels_and_loses_nothing()
    {
        var items = new List<LarkMessage> { Container };
        items.AddRange(Enumerable.Range(0, 5000).Select(i => Image($"om_{i}", i == 0 ? "om_top" : $"om_{i - 1}", $"img_{i}")));

        var tree = MessageTree.Build(items)!;

        Assert.Equal(5000, Descendants(tree).Count());
        Assert.Equal(5000, tree.Resources.Count);
        Assert.Equal(MessageTree.MaxDepth, Depth(tree));
    }

    [Fact]
    public void A_forward_that_came_empty_is_asked_again_and_grafted()
    {
        List<LarkMessage> items = [Container, Image("om_a", "om_top"), Forward("om_b", null)];
        var first = MessageTree.Build(items, "om_top")!;
        Assert.Equal(["om_b"], MessageTree.EmptyContainers(first));

        items.AddRange(MessageTree.Adopt([Forward("om_b", null), Image("om_c", null), Image("om_d", "om_b")], "om_b"));
        var second = MessageTree.Build(items, "om_top")!;

        Assert.Equal("om_top(om_a om_b(om_c om_d))", Shape(second));
        Assert.Empty(MessageTree.EmptyContainers(second));
    }

    private static LarkMessage Image(string id, string? upper, string key = "img") =>
        Contents.Parse(Contents.Item(id, "image", $$"""{"image_key":"{{key}}"}""", upper));

    private static LarkMessage Forward(string id, string? upper) =>
        Contents.Parse(Contents.Item(id, "merge_forward", "Merged and Forwarded Message", upper));

    private static IEnumerable<LarkMessage> Descendants(LarkMessage message) => message.Children.SelectMany(child => Descendants(child).Prepend(child));

    private static int Depth(LarkMessage message) => message.Children.Count == 0 ? 0 : 1 + message.Children.Max(Depth);

    private static string Shape(LarkMessage message) => message.Children.Count == 0
        ? message.MessageId
        : $"{message.MessageId}({string.Join(' ', message.Children.Select(Shape))})";

    [Theory]
    [InlineData("om_root", "om_parent", "om_root", "om_parent")]
    [InlineData(null, null, "om_r", "om_p")]
    public void What_is_forwarded_belongs_to_the_conversation_of_the_forward_where_it_has_one(string? root, string? parent, string expectedRoot, string expectedParent)
    {
        var outer = Contents.Parse(Contents.Item("om_1", "merge_forward", "")) with { RootId = root, ParentId = parent };
        var item = Contents.Item("om_2", "image", """{"image_key":"img_1"}""", "om_1");
        (item["root_id"], item["parent_id"]) = ("om_r", "om_p");

        var resource = Assert.Single(MessageTree.Build([outer, Contents.Parse(item)], "om_1")!.Resources);

        Assert.Equal(("om_1", "om_2", expectedRoot, expectedParent), (resource.MessageId, resource.ChildMessageId, resource.RootMessageId, resource.ParentMessageId));
    }

    [Fact]
    public void Items_of_a_forward_inside_keep_the_place_they_name()
    {
        var items = new[] { Contents.Parse(Contents.Item("om_2", "merge_forward", "")), Contents.Parse(Contents.Item("om_3", "text", "{}")), Contents.Parse(Contents.Item("om_4", "text", "{}", "om_3")) };

        Assert.Equal([("om_3", "om_2"), ("om_4", "om_3")], MessageTree.Adopt(items, "om_2").Select(item => (item.MessageId, item.UpperMessageId!)));
    }

    [Fact]
    public void Only_a_forward_that_lacks_something_may_hold_more()
    {
        var outer = Contents.Parse(Contents.Item("om_1", "merge_forward", ""));
        var text = Contents.Parse(Contents.Item("om_2", "text", "{}", "om_1"));
        var inner = Contents.Parse(Contents.Item("om_3", "merge_forward", "", "om_1"));

        Assert.True(MessageTree.MayHoldMore(outer));
        Assert.False(MessageTree.MayHoldMore(text));
        Assert.False(MessageTree.MayHoldMore(MessageTree.Build([outer, text])!));
        Assert.True(MessageTree.MayHoldMore(MessageTree.Build([outer, text, inner])!));
    }
}
