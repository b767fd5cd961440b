using System.Text.Json.Nodes;

namespace LarkResources.Tests.Sandbox;

/// <summary>What can happen in the tenant while somebody looks: time goes on, messages are edited and recalled.</summary>
public sealed class TenantChangeTests : TenantTests
{
    private const int Count = 100;
    private const int Seed = 21;
    private const string InFinance = "container_id_type=chat&container_id=" + SandboxWorld.FinanceChatId;

    private static readonly string InMixed = "container_id_type=chat&page_size=50&container_id=" + SandboxWorld.MixedChatId(Count, Seed);

    [Fact]
    public async Task Later_messages_are_not_in_the_history_yet()
    {
        var all = await AllAsync(InMixed);
        Handler.Now = Time(all[41], "create_time");
        Assert.Equal(all.Take(42).Select(Id), (await AllAsync(InMixed)).Select(Id));
        Assert.Equal(Id(all[41]), Id((await AllAsync(InMixed + "&sort_type=ByCreateTimeDesc"))[0]));
        Handler.Now += TimeSpan.FromDays(5);
        Assert.InRange((await AllAsync(InMixed)).Count, 43, 99);
        Handler.Now = SandboxWorld.MixedFrom;
        Assert.Empty(await AllAsync(InMixed));
        Handler.Now = null;
        Assert.Equal(all.Select(Id), (await AllAsync(InMixed)).Select(Id));
    }

    [Fact]
    public async Task Later_messages_cannot_be_asked_for_nor_their_resources()
    {
        var report = (await JsonAsync("im/v1/messages/" + SandboxWorld.ReportMessageId))["data"]!["items"]![0]!;
        Handler.Now = Time(report, "create_time").AddMilliseconds(-1);
        Assert.Equal(99992354, await CodeAsync("im/v1/messages/" + SandboxWorld.ReportMessageId));
        Assert.Equal(99992354, await CodeAsync(ResourcePath(SandboxWorld.ReportMessageId, SandboxWorld.ReportKey)));
        Assert.Equal(99992354, await CodeAsync("im/v1/messages/" + SandboxWorld.ForwardChildMessageId));
        Assert.Equal(234003, await CodeAsync($"im/v1/files/{SandboxWorld.FolderKey}/folder?srctype=message&srcid={SandboxWorld.FolderMessageId}"));
        Handler.Now = Time(report, "create_time");
        Assert.Equal(SandboxFiles.LengthOf(SandboxWorld.ReportKey), (await BytesAsync(SandboxWorld.ReportMessageId, SandboxWorld.ReportKey)).Length);
    }

    [Fact]
    public async Task A_reply_comes_into_its_thread_in_its_time()
    {
        var thread = "container_id_type=thread&container_id=omt_mixed_100_21_5";
        var all = await AllAsync(thread);
        Assert.Equal(3, all.Count);
        Handler.Now = Time(all[1], "create_time");
        Assert.Equal(all.Take(2).Select(Id), (await AllAsync(thread)).Select(Id));
    }

    [Theory]
    [InlineData(SandboxWorld.PostMessageId, 1)]
    [InlineData(SandboxWorld.PostLocalesMessageId, 2)]
    [InlineData(SandboxWorld.TextMessageId, 1)]
    public async Task An_edited_message_has_one_more_picture(string id, int places)
    {
        var before = Listed(await AllAsync(InFinance), id);
        Handler.Now = SandboxWorld.FirstMessageAt.AddDays(6);
        var keys = new[] { Handler.EditMessage(id), Handler.EditMessage(id) };
        var after = Listed(await AllAsync(InFinance), id);
        Assert.False((bool)before["updated"]!);
        Assert.True((bool)after["updated"]!);
        Assert.Equal((string)before["create_time"]!, (string)after["create_time"]!);
        Assert.Equal(Handler.Now, Time(after, "update_time"));
        Assert.Equal("post", (string)after["msg_type"]!);
        var content = (string)after["body"]!["content"]!;
        Assert.All(keys, key => Assert.Equal(places, content.Split(key).Length - 1));
        var hashes = new List<string>();
        foreach (var key in keys)
        {
            hashes.Add(Hash(await BytesAsync(id, key, "image")));
            Assert.Equal(SandboxFiles.Sha256Of(key), hashes[^1]);
        }

        Assert.Equal(2, hashes.Distinct().Count());
        Handler.Reset();
        Assert.Equal(before.ToJsonString(), Listed(await AllAsync(InFinance), id).ToJsonString());
    }

    [Fact]
    public async Task What_an_edited_post_had_before_is_still_served()
    {
        Handler.EditMessage(SandboxWorld.PostMessageId);
        Assert.NotEmpty(await BytesAsync(SandboxWorld.PostMessageId, "file_v3_sandbox_post_file"));
    }

    [Fact]
    public async Task A_recalled_message_is_deleted_everywhere()
    {
        Handler.RecallMessage(SandboxWorld.ReportMessageId);
        var listed = Listed(await AllAsync(InFinance), SandboxWorld.ReportMessageId);
        Assert.True((bool)listed["deleted"]!);
        Assert.Equal("This message was recalled", (string)listed["body"]!["content"]!);
        Assert.Null((await JsonAsync("im/v1/messages/" + SandboxWorld.ReportMessageId))["data"]!["items"]![0]!["body"]);
        Assert.Equal(230110, await CodeAsync(ResourcePath(SandboxWorld.ReportMessageId, SandboxWorld.ReportKey)));
        using var other = new HttpMessageInvoker(new SandboxHandler());
        using var question = new HttpRequestMessage(HttpMethod.Get, "https://open.example.com/open-apis/" + ResourcePath(SandboxWorld.ReportMessageId, SandboxWorld.ReportKey));
        question.Headers.Add("Authorization", "Bearer t-sandbox");
        using var elsewhere = await other.SendAsync(question, CancellationToken.None);
        Assert.Equal(200, (int)elsewhere.StatusCode);
        Handler.Reset();
        Assert.NotEmpty(await BytesAsync(SandboxWorld.ReportMessageId, SandboxWorld.ReportKey));
    }

    [Fact]
    public async Task A_recalled_forward_shows_nothing_of_what_was_inside()
    {
        Handler.RecallMessage(SandboxWorld.ForwardMessageId);
        Assert.Single((await JsonAsync("im/v1/messages/" + SandboxWorld.ForwardMessageId))["data"]!["items"]!.AsArray());
    }

    [Fact]
    public void What_cannot_be_changed_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Handler.EditMessage("om_nowhere"));
        Assert.Throws<ArgumentException>(() => Handler.EditMessage(SandboxWorld.ImageMessageId));
        Assert.Throws<ArgumentException>(() => Handler.RecallMessage("om_nowhere"));
        Handler.RecallMessage(SandboxWorld.PostMessageId);
        Assert.Throws<ArgumentException>(() => Handler.EditMessage(SandboxWorld.PostMessageId));
        Handler.Now = SandboxWorld.MixedFrom;
        Assert.Throws<ArgumentException>(() => Handler.RecallMessage(SandboxWorld.TextMessageId));
    }

    private static string Id(JsonNode message) => (string)message["message_id"]!;

    private static JsonNode Listed(List<JsonNode> history, string id) => history.Single(message => Id(message) == id);

    private static DateTimeOffset Time(JsonNode message, string field) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse((string)message[field]!, System.Globalization.CultureInfo.InvariantCulture));
}
