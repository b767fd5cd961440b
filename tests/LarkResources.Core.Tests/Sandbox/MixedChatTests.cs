using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LarkResources.Tests.Sandbox;

/// <summary>The chats with some of everything: what their history shows is what the list of their resources says.</summary>
public sealed class MixedChatTests : TenantTests
{
    private const int Count = 800;
    private const int Seed = 3;

    private static readonly string Chat = SandboxWorld.MixedChatId(Count, Seed);

    [Fact]
    public async Task The_chat_is_found_by_id_and_not_listed()
    {
        Assert.Equal("Mixed 3", (string)(await JsonAsync("im/v1/chats/" + Chat))["data"]!["name"]!);
        Assert.DoesNotContain("mixed", (await JsonAsync("im/v1/chats?page_size=100")).ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("im/v1/chats/oc_mixed_0_3", 232006)]
    [InlineData("im/v1/chats/oc_mixed_20001_3", 232006)]
    [InlineData("im/v1/chats/oc_mixed_0800_3", 232006)]
    [InlineData("im/v1/chats/oc_mixed_800", 232006)]
    [InlineData("im/v1/chats/oc_mixed_800_3_1", 232006)]
    [InlineData("im/v1/messages?container_id_type=chat&container_id=oc_mixed_20001_3", 230002)]
    [InlineData("im/v1/messages/om_mixed_800_3_801", 99992354)]
    [InlineData("im/v1/messages/om_mixed_800_3_0", 99992354)]
    public async Task Ids_outside_of_the_family_are_unknown(string path, int code) => Assert.Equal(code, await CodeAsync(path));

    [Fact]
    public async Task The_history_is_ten_days_of_so_many_messages_in_order()
    {
        var history = await HistoryAsync(Chat);
        Assert.Equal(Enumerable.Range(1, Count).Select(number => SandboxWorld.MixedMessageId(Count, Seed, number)), history.Select(Id));
        var times = history.Select(message => long.Parse((string)message["create_time"]!, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(times.Order().Distinct(), times);
        Assert.InRange(TimeSpan.FromMilliseconds(times[^1] - times[0]).TotalDays, 9.9, 10);
        Assert.True(times.GroupBy(time => time / 1000).Count(second => second.Count() == 4) >= Count / 20);
        Assert.All(history, message => Assert.Equal(Chat, (string)message["chat_id"]!));
        foreach (var kind in new[] { "text", "image", "file", "audio", "media", "post", "merge_forward", "sticker" })
        {
            Assert.Contains(history, message => (string)message["msg_type"]! == kind);
        }
    }

    [Fact]
    public async Task One_of_a_hundred_is_recalled_and_shows_no_key()
    {
        var deleted = (await HistoryAsync(Chat)).Where(message => (bool)message["deleted"]!).ToArray();
        Assert.Equal(Enumerable.Range(0, 8).Select(hundred => SandboxWorld.MixedMessageId(Count, Seed, (hundred * 100) + 17)), deleted.Select(Id));
        Assert.All(deleted, message => Assert.Equal("This message was recalled", (string)message["body"]!["content"]!));
        Assert.Equal(230110, await CodeAsync(ResourcePath(Id(deleted[0]), "file_v3_mixed_800_3_17_1")));
    }

    [Fact]
    public async Task The_list_of_resources_is_what_the_history_and_the_threads_show()
    {
        var shown = new List<string>();
        foreach (var message in (await HistoryAsync(Chat)).Where(message => !(bool)message["deleted"]!))
        {
            shown.Add(message["body"]!.ToJsonString());
            if ((string)message["msg_type"]! == "merge_forward")
            {
                var items = (await JsonAsync("im/v1/messages/" + Id(message)))["data"]!["items"]!.AsArray();
                Assert.Equal(3, items.Count);
                Assert.All(items.Skip(1), item => Assert.Equal(Id(message), (string)item!["upper_message_id"]!));
                shown.AddRange(items.Select(item => item!["body"]!.ToJsonString()));
            }

            if ((string?)message["thread_id"] is { } thread)
            {
                var replies = await AllAsync("container_id_type=thread&container_id=" + thread);
                Assert.Equal(3, replies.Count);
                shown.AddRange(replies.Select(reply => reply["body"]!.ToJsonString()));
            }
        }

        var keys = Regex.Matches(string.Concat(shown), "(img|file)_v3_mixed_[0-9_]+").Select(match => match.Value).Distinct();
        Assert.Equal(SandboxFiles.OfMixedChat(Count, Seed).Select(resource => resource.FileKey).Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_resource_comes_as_the_list_says()
    {
        foreach (var resource in SandboxFiles.OfMixedChat(Count, Seed).Where(resource => resource.Length <= 1 << 16))
        {
            using var answer = await GetAsync(ResourcePath(resource.MessageId, resource.FileKey, resource.Type));
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            if (resource.Code is { } code)
            {
                Assert.Equal(code, (int)JsonNode.Parse(bytes)!["code"]!);
                continue;
            }

            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal((resource.Length, resource.Sha256), (bytes.Length, Hash(bytes)));
            Assert.Equal(SandboxFiles.LengthOf(resource.FileKey), resource.Length);
        }
    }

    [Fact]
    public void Refusals_are_where_the_numbers_say()
    {
        var refused = SandboxFiles.OfMixedChat(Count, Seed).Where(resource => resource.Code is not null && resource.Kind is not ("sticker" or "cover")).ToArray();
        string[] Ids(params int[] numbers) => [.. numbers.Select(number => SandboxWorld.MixedMessageId(Count, Seed, number))];
        Assert.Equal(Ids(33, 233, 433, 633), refused.Where(resource => resource.Code == 234040).Select(resource => resource.MessageId));
        Assert.Equal(Ids(66, 466), refused.Where(resource => resource.Code == 234043).Select(resource => resource.MessageId));
        Assert.Equal(Ids(99, 399, 699), refused.Where(resource => resource.Code == 230110).Select(resource => resource.MessageId));
    }

    [Fact]
    public void The_mix_has_what_an_export_can_stumble_over()
    {
        var all = SandboxFiles.OfMixedChat(2000, 1);
        var files = all.Where(resource => resource.Kind == "file").ToArray();
        Assert.Equal(all.Count, all.Select(resource => resource.FileKey).Distinct().Count());
        Assert.Equal(5, files.Count(file => file.Length > 1 << 16));
        Assert.All(files.Where(file => file.Length > 1 << 16), file => Assert.InRange(file.Length, 9L << 20, 20L << 20));
        Assert.Contains(files, file => file.Length == 0);
        Assert.Contains(files, file => file.Length == 1 << 16);
        Assert.Contains(files.GroupBy(file => (file.SentAt.Date, file.Name)), day => day.Count() > 1);
        Assert.Contains(files.GroupBy(file => (file.SentAt.Date, file.Name!.ToUpperInvariant())), day => day.Select(file => file.Name).Distinct().Count() > 1);
        Assert.Contains(files, file => !file.Name!.Contains('.', StringComparison.Ordinal));
        Assert.Contains(files, file => file.Name == "../../x");
        Assert.Contains(files, file => file.Name == "发票.pdf");
        Assert.Equal(2 * 8, files.Count(file => file.InThread));
        var pictures = all.Where(resource => resource.Kind == "image").GroupBy(resource => resource.Sha256).Select(same => same.Count()).ToArray();
        Assert.Contains(pictures, count => count > 1);
        Assert.Contains(pictures, count => count == 1);
        Assert.Equal(["audio", "cover", "file", "image", "sticker", "video"], all.Select(resource => resource.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_seed_tells_chats_apart()
    {
        var one = SandboxFiles.OfMixedChat(100, 1);
        var other = SandboxFiles.OfMixedChat(100, 2);
        Assert.Empty(one.Select(resource => resource.FileKey).Intersect(other.Select(resource => resource.FileKey)));
        Assert.NotEqual(one.Select(resource => resource.Kind), other.Select(resource => resource.Kind));
    }

    [Fact]
    public async Task The_largest_chat_is_read_from_any_point()
    {
        var chat = SandboxWorld.MixedChatId(SandboxWorld.LargestMixedCount, 9);
        var last = SandboxFiles.OfMixedChat(SandboxWorld.LargestMixedCount, 9).Last(resource => !resource.InThread).SentAt.ToUnixTimeSeconds();
        var messages = await HistoryAsync(chat, $"&start_time={last}");
        Assert.Equal(SandboxWorld.MixedMessageId(SandboxWorld.LargestMixedCount, 9, SandboxWorld.LargestMixedCount), Id(messages[^1]));
        Assert.InRange(messages.Count, 1, 20);
        var newest = (await JsonAsync($"im/v1/messages?container_id_type=chat&container_id={chat}&sort_type=ByCreateTimeDesc&page_size=1"))["data"]!["items"]![0]!;
        Assert.Equal(Id(messages[^1]), Id(newest));
    }

    private static string Id(JsonNode message) => (string)message["message_id"]!;

    private Task<List<JsonNode>> HistoryAsync(string chat, string more = "") => AllAsync($"container_id_type=chat&page_size=50&container_id={chat}{more}");
}
