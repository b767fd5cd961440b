namespace LarkResources.Tests.Messages;

public sealed class MessageHistoryTests : HistoryServerTests
{
    private static readonly HistoryQuery Bulk = new(SandboxWorld.BulkChatId, IsThread: false);
    private static readonly HistoryQuery Thread = new(SandboxWorld.ThreadId, IsThread: true);

    [Fact]
    public async Task A_long_history_comes_whole_in_pages_of_fifty()
    {
        var messages = await ReadAsync(Bulk);
        Assert.Equal(Enumerable.Range(1, SandboxWorld.BulkCount).Select(SandboxWorld.BulkMessageId), messages.Select(message => message.MessageId));
        Assert.Equal(SandboxWorld.BulkCount / 50, CallsTo(ListCalls));
        Assert.All(Server.Requests.Snapshot(), request => Assert.Contains("page_size=50", request.PathAndQuery, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Descending_is_the_reverse() =>
        Assert.Equal(
            Enumerable.Range(1, SandboxWorld.BulkCount).Reverse().Select(SandboxWorld.BulkMessageId),
            (await ReadAsync(Bulk with { Descending = true })).Select(message => message.MessageId));

    [Fact]
    public async Task Whoever_stops_early_has_asked_for_one_page_too_many_at_the_most()
    {
        var read = 0;
        await foreach (var message in MessageHistory.ReadAsync(Client, Bulk, CancellationToken.None))
        {
            if (++read == 3)
            {
                break;
            }
        }

        Assert.InRange(CallsTo(ListCalls), 1, 2);
    }

    [Theory]
    [InlineData(3, 3, 1)]
    [InlineData(50, 50, 1)]
    [InlineData(51, 50, 2)]
    public async Task A_number_of_messages_costs_no_call_beyond_it(int most, int pageSize, int calls)
    {
        Assert.Equal(most, (await ReadAsync(Bulk with { Most = most })).Count);
        Assert.Equal(calls, CallsTo(ListCalls));
        Assert.Contains($"page_size={pageSize}&", Server.Requests.Snapshot()[0].PathAndQuery + "&", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_is_exact_to_the_tick_although_the_wire_counts_seconds()
    {
        var all = await ReadAsync(Bulk);
        var (first, last) = (all[10].CreateTime!.Value, all[20].CreateTime!.Value);
        Assert.Equal(11, (await ReadAsync(Bulk with { Since = first, Until = last })).Count);
        Assert.Equal(10, (await ReadAsync(Bulk with { Since = first.AddTicks(1), Until = last })).Count);
        Assert.Equal(9, (await ReadAsync(Bulk with { Since = first.AddTicks(1), Until = last.AddTicks(-1) })).Count);
        Assert.Equal(11, (await ReadAsync(Bulk with { Since = first.AddTicks(-1), Until = last.AddTicks(1) })).Count);
    }

    [Fact]
    public async Task The_zone_of_a_time_does_not_matter()
    {
        var moment = (await ReadAsync(Bulk with { Most = 5 }))[4].CreateTime!.Value;
        foreach (var hours in new[] { -12, -3.5, 0, 5.75, 14 })
        {
            Assert.Equal(5, (await ReadAsync(Bulk with { Until = moment.ToOffset(TimeSpan.FromHours(hours)) })).Count);
        }
    }

    [Fact]
    public async Task Times_beyond_what_the_wire_can_say_leave_nothing_out()
    {
        Assert.Equal(SandboxWorld.BulkCount, (await ReadAsync(Bulk with { Since = DateTimeOffset.MinValue, Until = DateTimeOffset.MaxValue })).Count);
        Assert.Empty(await ReadAsync(Bulk with { Until = DateTimeOffset.MinValue }));
        Assert.Empty(await ReadAsync(Bulk with { Since = DateTimeOffset.MaxValue.AddYears(-7000) }));
    }

    [Fact]
    public async Task An_empty_chat_is_empty() => Assert.Empty(await ReadAsync(new(SandboxWorld.QuietChatId, IsThread: false)));

    [Fact]
    public async Task Replies_come_after_the_message_that_began_their_thread_each_once()
    {
        var ids = (await ReadAsync(new(SandboxWorld.FinanceChatId, IsThread: false) { IncludeThread = true })).ConvertAll(message => message.MessageId);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var root = ids.IndexOf(SandboxWorld.ThreadRootMessageId);
        Assert.Equal(["om_sandbox_thread_reply_1", "om_sandbox_thread_reply_2"], ids.Skip(root + 1).Take(2));
    }

    [Theory]
    [InlineData(5, new[] { "om_sandbox_text", "om_sandbox_image" })]
    [InlineData(1, new[] { "om_sandbox_text" })]
    public async Task The_number_of_messages_counts_replies_too(int most, string[] first)
    {
        var ids = (await ReadAsync(new(SandboxWorld.FinanceChatId, IsThread: false) { IncludeThread = true, Most = most })).ConvertAll(message => message.MessageId);
        Assert.Equal(most, ids.Count);
        Assert.Equal(first, ids.Take(first.Length));
    }

    [Fact]
    public async Task A_thread_that_cannot_be_read_is_told_and_the_rest_of_the_history_comes()
    {
        Server.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = 230073, PathContains = "container_id_type=thread", Times = 0 });
        var told = new List<LarkException>();
        var query = new HistoryQuery(SandboxWorld.FinanceChatId, IsThread: false) { IncludeThread = true, ThreadFailed = told.Add };
        var messages = await ReadAsync(query);
        Assert.Equal(230073, Assert.Single(told).Code);
        Assert.Contains(SandboxWorld.ThreadId, told[0].Message, StringComparison.Ordinal);
        Assert.Equal(SandboxWorld.RecalledMessageId, messages[^1].MessageId);
        Assert.Contains(messages, message => message.MessageId == SandboxWorld.ThreadRootMessageId);
    }

    [Fact]
    public async Task The_window_holds_for_a_thread_although_the_platform_does_not_know_it_there()
    {
        var all = await ReadAsync(Thread);
        Assert.Equal(3, all.Count);
        Assert.Equal([all[1]], (await ReadAsync(Thread with { Since = all[1].CreateTime, Until = all[1].CreateTime })), Same);
        Assert.Equal([all[2], all[1]], await ReadAsync(Thread with { Since = all[1].CreateTime, Descending = true }), Same);
        Assert.Equal([all[1]], await ReadAsync(Thread with { Since = all[1].CreateTime, Most = 1 }), Same);
        Assert.All(Server.Requests.Snapshot(), request => Assert.DoesNotContain("_time=", request.PathAndQuery, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_window_of_a_thread_with_a_number_of_messages_still_reads_whole_pages()
    {
        await ReadAsync(Thread with { Since = SandboxWorld.FirstMessageAt, Most = 1 });
        Assert.Contains("page_size=50", Assert.Single(Server.Requests.Snapshot()).PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_token_that_is_refused_in_the_middle_is_an_error_after_what_came()
    {
        Server.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = 99992402, PathContains = "page_token=", CallNumbers = [2] });
        var read = 0;
        var e = await Assert.ThrowsAsync<LarkException>(async () =>
        {
            await foreach (var message in MessageHistory.ReadAsync(Client, Bulk, CancellationToken.None))
            {
                read++;
            }
        });
        Assert.Equal(100, read);
        Assert.Equal(99992402, e.Code);
        Assert.Contains(SandboxWorld.BulkChatId, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxWorld.ForeignChatId)]
    [InlineData("oc_of_another_tenant")]
    [InlineData("OC_SANDBOX_BULK")]
    public async Task A_chat_that_the_identity_is_not_in_is_refused_with_its_code(string chatId)
    {
        var e = await Assert.ThrowsAsync<LarkException>(() => ReadAsync(new(chatId, IsThread: false)));
        Assert.Equal(230002, e.Code);
        Assert.Contains(chatId, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_an_external_chat_can_be_read_where_the_chat_itself_cannot()
    {
        Assert.Single(await ReadAsync(new(SandboxWorld.ExternalChatId, IsThread: false)));
        var e = await Assert.ThrowsAsync<LarkException>(() => ChatDirectory.GetAsync(Client, SandboxWorld.ExternalChatId, CancellationToken.None));
        Assert.Equal(232033, e.Code);
    }

    [Fact]
    public async Task A_recalled_message_comes_out_marked_and_without_resources()
    {
        var messages = await ReadAsync(new(SandboxWorld.FinanceChatId, IsThread: false));
        var recalled = Assert.Single(messages, message => message.IsDeleted);
        Assert.Equal((SandboxWorld.RecalledMessageId, 0), (recalled.MessageId, recalled.Resources.Count));
    }

    [Fact]
    public async Task Hostile_content_is_kept_as_it_came_and_known_to_be_unreadable()
    {
        var messages = await ReadAsync(new(SandboxWorld.BrokenChatId, IsThread: false));
        Assert.Equal(10, messages.Count);
        Assert.Equal("not JSON at all", messages.Single(message => message.MessageId == "om_sandbox_broken_text").Content);
        Assert.Equal(
            ["cut", "text", "empty", "array", "number", "kinds", "deep"],
            messages.Where(ResourceExtractor.IsUnreadable).Select(message => message.MessageId["om_sandbox_broken_".Length..]));
        Assert.Single(messages[^1].Resources);
    }

    private static bool Same(LarkMessage a, LarkMessage b) => a.MessageId == b.MessageId;
}
