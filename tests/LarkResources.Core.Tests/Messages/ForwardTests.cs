using System.Text.Json.Nodes;

namespace LarkResources.Tests.Messages;

public sealed class ForwardTests : HistoryServerTests
{
    private const string ResourceCalls = "GET /open-apis/im/v1/messages/:message_id/resources/:file_key";

    [Fact]
    public async Task All_levels_of_a_forward_come_with_one_call()
    {
        var forward = await GetAsync(SandboxWorld.DeepForwardMessageId);
        Assert.Equal(["file_v3_sandbox_level_1", "file_v3_sandbox_level_2", "file_v3_sandbox_level_3"], forward.Resources.Select(resource => resource.FileKey).Order());
        Assert.All(forward.Resources, resource => Assert.Equal(SandboxWorld.DeepForwardMessageId, resource.MessageId));
        Assert.Equal("om_sandbox_level_3", forward.Children[1].Children[1].Children[0].MessageId);
        Assert.Equal(1, CallsTo(GetCalls));
    }

    [Fact]
    public async Task A_forward_inside_that_came_empty_is_asked_for_again()
    {
        var forward = await GetAsync(SandboxWorld.FoldedForwardMessageId);
        var file = Assert.Single(forward.Resources);
        Assert.Equal(("file_v3_sandbox_folded", SandboxWorld.FoldedForwardMessageId, "om_sandbox_folded_file"), (file.FileKey, file.MessageId, file.ChildMessageId));
        Assert.Equal(2, CallsTo(GetCalls));
    }

    [Theory]
    [InlineData(SandboxWorld.DeepForwardMessageId)]
    [InlineData(SandboxWorld.FoldedForwardMessageId)]
    [InlineData(SandboxWorld.ForwardMessageId)]
    public async Task What_is_served_under_the_forward_costs_one_call_each(string messageId)
    {
        var forward = await GetAsync(messageId);
        foreach (var resource in forward.Resources)
        {
            Assert.Equal(SandboxFiles.Sha256Of(resource.FileKey), await HashAsync(resource));
        }

        Assert.Equal(forward.Resources.Count, CallsTo(ResourceCalls));
    }

    [Fact]
    public async Task What_is_refused_under_the_forward_is_tried_once_under_the_message_inside()
    {
        var picture = Assert.Single((await GetAsync(SandboxWorld.ChildServedForwardMessageId)).Resources);
        Assert.Equal(SandboxFiles.Sha256Of(SandboxWorld.ChildServedKey), await HashAsync(picture));
        Assert.Equal(2, CallsTo(ResourceCalls));
    }

    [Theory]
    [InlineData("om_error_234003", 234003, 2)]
    [InlineData("om_error_234043", 234043, 2)]
    [InlineData("om_error_234004", 234004, 1)]
    public async Task When_both_are_refused_the_first_refusal_is_told(string messageId, int code, int calls)
    {
        var resource = new LarkResource { MessageId = messageId, ChildMessageId = "om_sandbox_forward_child", FileKey = "k", Type = LarkResourceType.Image, Kind = LarkResourceKind.Image };
        var e = await Assert.ThrowsAsync<LarkException>(() => HashAsync(resource));
        Assert.Equal(code, e.Code);
        Assert.Contains(messageId, e.Message, StringComparison.Ordinal);
        Assert.Equal(calls, CallsTo(ResourceCalls));
    }

    /// <summary>As a client of the platform does it for forwarded copies.</summary>
    [Theory]
    [InlineData(SandboxWorld.ImageMessageId, null, 2)]
    [InlineData(SandboxWorld.ImageMessageId, "om_error_230110", 2)]
    [InlineData(null, SandboxWorld.ImageMessageId, 2)]
    [InlineData("om_error_234003", SandboxWorld.ImageMessageId, 2)]
    [InlineData("om_error_230110", SandboxWorld.ImageMessageId, 3)]
    [InlineData("om_error_234001", SandboxWorld.ImageMessageId, 3)]
    [InlineData("om_error_234004", SandboxWorld.ImageMessageId, 3)]
    [InlineData("om_error_424242", SandboxWorld.ImageMessageId, 3)]
    public async Task What_is_refused_under_a_reply_is_tried_once_under_its_root_and_then_its_parent(string? root, string? parent, int calls)
    {
        Assert.Equal(SandboxFiles.Sha256Of(SandboxWorld.ChartKey), await HashAsync(Reply("om_error_234003", root, parent)));
        Assert.Equal(calls, CallsTo(ResourceCalls));
    }

    [Theory]
    [InlineData("om_error_234003", "om_error_230110", "om_error_234004", 3)]
    [InlineData("om_error_234003", "om_error_230110", "om_error_230110", 2)]
    [InlineData("om_error_234003", "om_error_234003", "om_error_234003", 1)]
    [InlineData("om_error_234003", null, null, 1)]
    [InlineData("om_error_234043", SandboxWorld.ImageMessageId, null, 1)]
    [InlineData("om_error_234004", SandboxWorld.ImageMessageId, null, 1)]
    public async Task When_all_are_refused_the_first_refusal_is_told(string messageId, string? root, string? parent, int calls)
    {
        var e = await Assert.ThrowsAsync<LarkException>(() => HashAsync(Reply(messageId, root, parent)));
        Assert.Equal(messageId, $"om_error_{e.Code}");
        Assert.Contains($"'{messageId}'", e.Message, StringComparison.Ordinal);
        Assert.Equal(calls, CallsTo(ResourceCalls));
    }

    [Fact]
    public async Task A_fault_on_the_way_to_the_root_is_told_as_it_is()
    {
        Server.Faults.Add(new Fault { Action = FaultAction.Html502, PathContains = SandboxWorld.ImageMessageId });
        Assert.Equal("PlatformError", (await Assert.ThrowsAsync<LarkException>(() => HashAsync(Reply("om_error_234003", SandboxWorld.ImageMessageId, null)))).ErrorId);
    }

    [Fact]
    public async Task A_message_inside_a_forward_is_tried_before_the_root()
    {
        var resource = Reply("om_error_234003", "om_error_230110", "om_error_234004") with { ChildMessageId = SandboxWorld.ImageMessageId };
        Assert.Equal(SandboxFiles.Sha256Of(SandboxWorld.ChartKey), await HashAsync(resource));
        Assert.Equal(2, CallsTo(ResourceCalls));
    }

    [Theory]
    [InlineData("""{"type":1,"related_message_id":"om_sandbox_image"}""")]
    [InlineData("""{"type":2,"related_message_id":"om_sandbox_image"}""")]
    public async Task What_is_refused_under_a_reply_or_its_copy_in_the_chat_is_tried_under_the_other(string sync)
    {
        var item = Contents.Item("om_error_234003", "image", $$"""{"image_key":"{{SandboxWorld.ChartKey}}"}""");
        item["sync_to_chat_info"] = JsonNode.Parse(sync);
        item["root_id"] = "om_error_230110";
        var resource = Assert.Single(Contents.Parse(item).Resources);
        Assert.Equal(SandboxFiles.Sha256Of(SandboxWorld.ChartKey), await HashAsync(resource));
        Assert.Equal(2, CallsTo(ResourceCalls));
    }

    [Fact]
    public async Task A_reply_that_is_served_costs_one_call()
    {
        var reply = (await ReadAsync(new("omt_sandbox_invoices", IsThread: true))).First(message => message.RootId is not null && message.Resources.Count > 0);
        var resource = reply.Resources[0];
        Assert.Equal((reply.RootId, reply.ParentId), (resource.RootMessageId, resource.ParentMessageId));
        Assert.Equal(SandboxFiles.Sha256Of(resource.FileKey), await HashAsync(resource));
        Assert.Equal(1, CallsTo(ResourceCalls));
    }

    [Fact]
    public void What_is_inside_a_forward_that_replies_has_the_root_of_the_forward()
    {
        var inside = Contents.Parse("image", """{"image_key":"img_1"}""") with { MessageId = "om_2", UpperMessageId = "om_1", RootId = "om_other" };
        var forward = MessageTree.Build([new() { MessageId = "om_1", MessageType = "merge_forward", RootId = "om_root", ParentId = "om_parent", SyncedTo = "om_copy" }, inside]);
        var resource = Assert.Single(forward!.Resources);
        Assert.Equal(("om_1", "om_copy", "om_root", "om_parent"), (resource.MessageId, resource.TwinMessageId, resource.RootMessageId, resource.ParentMessageId));
    }

    [Fact]
    public async Task A_resource_outside_a_forward_is_not_asked_for_twice()
    {
        var resource = new LarkResource { MessageId = SandboxWorld.ImageMessageId, FileKey = "k", Type = LarkResourceType.Image, Kind = LarkResourceKind.Image };
        Assert.Equal(234003, (await Assert.ThrowsAsync<LarkException>(() => HashAsync(resource))).Code);
        Assert.Equal(1, CallsTo(ResourceCalls));
    }

    private static LarkResource Reply(string messageId, string? root, string? parent) => new()
    {
        MessageId = messageId, RootMessageId = root, ParentMessageId = parent, FileKey = SandboxWorld.ChartKey, Type = LarkResourceType.Image, Kind = LarkResourceKind.Image,
    };

    private Task<LarkMessage> GetAsync(string messageId) => MessageReader.GetAsync(Client, messageId, static missing => throw missing, CancellationToken.None);

    private async Task<string> HashAsync(LarkResource resource)
    {
        var request = TransferRequest.Implied(resource);
        var source = new ResourceSource(Client, request.Id, 0, request.Alternatives);
        return (await new MemoryDownload(source, request, new()).RunAsync(CancellationToken.None)).Result.Sha256;
    }
}
