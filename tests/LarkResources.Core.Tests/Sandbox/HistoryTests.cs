using System.Text.Json.Nodes;

namespace LarkResources.Tests.Sandbox;

public sealed class HistoryTests : TenantTests
{
    [Fact]
    public async Task Two_chats_are_listed_page_by_page()
    {
        var first = (await JsonAsync("im/v1/chats?page_size=1"))["data"]!;
        Assert.True((bool)first["has_more"]!);
        var second = (await JsonAsync("im/v1/chats?page_size=1&page_token=" + Uri.EscapeDataString((string)first["page_token"]!)))["data"]!;
        Assert.False((bool)second["has_more"]!);
        Assert.Equal(
            [SandboxWorld.FinanceChatName, SandboxWorld.SharedChatName],
            new[] { first, second }.Select(page => (string)page["items"]![0]!["name"]!));
        Assert.Equal("Archive", (string)(await JsonAsync("im/v1/chats/" + SandboxWorld.ArchiveChatId))["data"]!["name"]!);
    }

    [Fact]
    public async Task A_chat_that_is_not_listed_can_be_read()
    {
        Assert.Equal(SandboxWorld.OddNameChatName, (string)(await JsonAsync("im/v1/chats/" + SandboxWorld.OddNameChatId))["data"]!["name"]!);
        Assert.Single(await AllAsync("container_id_type=chat&container_id=" + SandboxWorld.OddNameChatId));
        var errors = await AllAsync("container_id_type=chat&container_id=" + SandboxWorld.ErrorsChatId);
        Assert.Equal(19, errors.Count);
        Assert.Equal(4, (await AllAsync("container_id_type=chat&container_id=" + SandboxWorld.ArchiveChatId)).Count);
    }

    [Theory]
    [InlineData("im/v1/chats/oc_nowhere", 232006)]
    [InlineData("im/v1/chats/oc_error_232011", 232011)]
    [InlineData("im/v1/messages?container_id_type=chat&container_id=oc_nowhere", 230002)]
    [InlineData("im/v1/messages?container_id_type=chat&container_id=oc_error_230006", 230006)]
    [InlineData("im/v1/messages?container_id=oc_sandbox_finance_team", 99992402)]
    [InlineData("im/v1/messages?container_id_type=chat&container_id=oc_sandbox_finance_team&page_size=51", 99992402)]
    [InlineData("im/v1/messages?container_id_type=chat&container_id=oc_sandbox_finance_team&page_token=x", 99992402)]
    [InlineData("im/v1/messages?container_id_type=chat&container_id=oc_sandbox_finance_team&start_time=1795050000000", 99992402)]
    [InlineData("im/v1/messages/om_nowhere", 99992354)]
    [InlineData("im/v1/messages/nonsense", 230001)]
    [InlineData("im/v1/messages/om_get_error_230110", 230110)]
    [InlineData("im/v1/nowhere", 99991201)]
    public async Task Wrong_questions_get_their_codes(string path, int code) => Assert.Equal(code, await CodeAsync(path));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public async Task Pages_join_to_the_whole_history_in_order(int size)
    {
        var messages = await AllAsync($"container_id_type=chat&container_id={SandboxWorld.SharedChatId}&page_size={size}");
        Assert.True(messages.Count > 80);
        Assert.Equal(messages.Count, messages.Select(message => (string)message["message_id"]!).Distinct().Count());
        var times = messages.Select(message => long.Parse((string)message["create_time"]!, null)).ToArray();
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task Descending_is_the_reverse_and_its_page_token_is_its_own()
    {
        const string chat = "container_id_type=chat&container_id=" + SandboxWorld.FinanceChatId;
        var up = await AllAsync(chat);
        var down = await AllAsync(chat + "&sort_type=ByCreateTimeDesc");
        Assert.Equal(up.Select(Id).Reverse(), down.Select(Id));
        var token = (string)(await JsonAsync($"im/v1/messages?{chat}&page_size=2"))["data"]!["page_token"]!;
        Assert.Equal(99992402, await CodeAsync($"im/v1/messages?{chat}&sort_type=ByCreateTimeDesc&page_token={Uri.EscapeDataString(token)}"));
    }

    [Fact]
    public async Task Times_are_asked_in_seconds_and_both_ends_count()
    {
        var report = (await JsonAsync("im/v1/messages/" + SandboxWorld.ReportMessageId))["data"]!["items"]![0]!;
        var seconds = long.Parse((string)report["create_time"]!, null) / 1000;
        var found = await AllAsync($"container_id_type=chat&container_id={SandboxWorld.FinanceChatId}&start_time={seconds}&end_time={seconds}");
        Assert.Equal([SandboxWorld.ReportMessageId], found.Select(Id));
    }

    [Fact]
    public async Task Replies_show_in_their_thread_only()
    {
        var chat = await AllAsync("container_id_type=chat&container_id=" + SandboxWorld.FinanceChatId);
        Assert.Contains(chat, message => (string?)message["thread_id"] == SandboxWorld.ThreadId);
        Assert.DoesNotContain(chat, message => Id(message).StartsWith("om_sandbox_thread_reply", StringComparison.Ordinal));
        var thread = await AllAsync("container_id_type=thread&container_id=" + SandboxWorld.ThreadId);
        Assert.Equal(3, thread.Count);
    }

    [Fact]
    public async Task A_recalled_message_has_no_content_alone_and_no_json_in_a_list()
    {
        var alone = (await JsonAsync("im/v1/messages/" + SandboxWorld.RecalledMessageId))["data"]!["items"]![0]!;
        Assert.True((bool)alone["deleted"]!);
        Assert.Null(alone["body"]);
        var listed = (await AllAsync("container_id_type=chat&container_id=" + SandboxWorld.FinanceChatId)).Single(message => (bool)message["deleted"]!);
        Assert.Equal("This message was recalled", (string)listed["body"]!["content"]!);
    }

    [Fact]
    public async Task A_merged_forward_brings_all_its_levels()
    {
        var items = (await JsonAsync("im/v1/messages/" + SandboxWorld.ForwardMessageId))["data"]!["items"]!.AsArray();
        Assert.Equal(5, items.Count);
        Assert.Equal("Merged and Forwarded Message", (string)items[0]!["body"]!["content"]!);
        Assert.Null(items[0]!["upper_message_id"]);
        Assert.All(items.Skip(1), item => Assert.NotEqual(SandboxWorld.FinanceChatId, (string)item!["chat_id"]!));
        Assert.Contains(items, item => (string?)item!["upper_message_id"] == "om_sandbox_forward_nested");
    }

    [Theory]
    [InlineData("", "image_key")]
    [InlineData("?card_msg_content_type=user_card_content", "img_key")]
    [InlineData("?card_msg_content_type=raw_card_content", "json_attachment")]
    public async Task A_card_comes_in_three_forms(string query, string expected)
    {
        var card = (await JsonAsync($"im/v1/messages/{SandboxWorld.CardMessageId}{query}"))["data"]!["items"]![0]!;
        Assert.Contains(expected, (string)card["body"]!["content"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", 3)]
    [InlineData("true", 4)]
    public async Task A_folder_is_expanded(string recursive, int count)
    {
        var data = (await JsonAsync($"im/v1/files/{SandboxWorld.FolderKey}/folder?srctype=message&srcid={SandboxWorld.FolderMessageId}&recursive={recursive}"))["data"]!;
        Assert.Equal(count, (int)data["all_count"]!);
        Assert.Equal(count, data["items"]!.AsArray().Count);
    }

    private static string Id(JsonNode message) => (string)message["message_id"]!;
}
