using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Sandbox;

public sealed class ResourceTests : TenantTests
{
    public static TheoryData<int, int> Catalogue => new()
    {
        { 230110, 400 }, { 234001, 400 }, { 234002, 401 }, { 234003, 400 }, { 234004, 400 }, { 234009, 400 }, { 234019, 400 }, { 234037, 400 },
        { 234038, 400 }, { 234040, 400 }, { 234041, 400 }, { 234042, 400 }, { 234043, 400 }, { 99991400, 429 }, { 99991401, 400 }, { 99991663, 400 },
        { 99991672, 400 }, { 424242, 400 },
    };

    [Theory]
    [InlineData("bytes=0-9", 206, 0, 9)]
    [InlineData("bytes=10-", 206, 10, 1048575)]
    [InlineData("bytes=-5", 206, 1048571, 1048575)]
    [InlineData("bytes=-9999999", 206, 0, 1048575)]
    [InlineData("bytes=0-8388607", 206, 0, 1048575)]
    [InlineData("bytes=1048575-1048575", 206, 1048575, 1048575)]
    [InlineData("bytes=1048576-", 416, 0, 0)]
    [InlineData("bytes=-0", 416, 0, 0)]
    [InlineData("bytes=9-3", 200, 0, 0)]
    [InlineData("bytes=0-1,4-5", 200, 0, 0)]
    [InlineData("lines=0-1", 200, 0, 0)]
    [InlineData(null, 200, 0, 0)]
    public async Task Ranges_are_counted_right(string? range, int status, long from, long to)
    {
        using var answer = await GetAsync(ResourcePath("om_sandbox_1mib", "file_v3_sandbox_1mib"), range: range);
        Assert.Equal(status, (int)answer.StatusCode);
        var expected = status switch { 206 => $"bytes {from}-{to}/1048576", 416 => "bytes */1048576", _ => null };
        Assert.Equal(expected, answer.Content.Headers.ContentRange?.ToString());
        var length = status switch { 206 => to - from + 1, 416 => 0, _ => 1048576 };
        Assert.Equal(length, answer.Content.Headers.ContentLength);
        Assert.Equal(length, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task A_range_of_nothing_cannot_be_satisfied_but_the_whole_can()
    {
        var path = ResourcePath(SandboxWorld.EmptyMessageId, SandboxWorld.EmptyKey);
        using var ranged = await GetAsync(path, range: "bytes=0-8388607");
        Assert.Equal(416, (int)ranged.StatusCode);
        using var whole = await GetAsync(path);
        Assert.Equal(200, (int)whole.StatusCode);
        Assert.Equal(0, whole.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_file_of_any_size_is_made_up_on_the_spot()
    {
        using var answer = await GetAsync(ResourcePath(SandboxWorld.SizedMessageId(20480, 7), SandboxWorld.SizedKey(20480, 7)));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(20480, bytes.Length);
        Assert.Equal(SandboxFiles.Sha256Of(SandboxWorld.SizedKey(20480, 7)), Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant());
        Assert.NotEqual(SandboxFiles.Sha256Of(SandboxWorld.SizedKey(20480, 8)), SandboxFiles.Sha256Of(SandboxWorld.SizedKey(20480, 7)));
        Assert.Equal(234003, await CodeAsync(ResourcePath(SandboxWorld.SizedMessageId(20480, 7), SandboxWorld.SizedKey(20480, 8))));
    }

    [Fact]
    public async Task A_chat_of_files_of_one_size_is_made_up_on_the_spot()
    {
        var history = await AllAsync("container_id_type=chat&page_size=50&container_id=" + SandboxWorld.SizedChatId(20480, 120));
        Assert.Equal(Enumerable.Range(1, 120).Select(number => SandboxWorld.SizedMessageId(20480, number)), history.Select(message => (string)message["message_id"]!));
        Assert.Equal(232006, await CodeAsync("im/v1/chats/" + SandboxWorld.SizedChatId(20480, 100_001)));
    }

    [Theory]
    [InlineData("om_sized_20480")]
    [InlineData("om_sized_-1_1")]
    [InlineData("om_sized_1_1_1")]
    public async Task A_size_that_is_none_is_no_message(string messageId) =>
        Assert.Equal(99992354, await CodeAsync(ResourcePath(messageId, messageId.Replace("om_", "file_v3_", StringComparison.Ordinal))));

    [Fact]
    public async Task More_than_100_MiB_need_ranges()
    {
        using var most = await GetAsync(ResourcePath("om_sandbox_100mib", "file_v3_sandbox_100mib"));
        Assert.Equal(200, (int)most.StatusCode);
        Assert.Equal(234037, await CodeAsync(ResourcePath("om_sandbox_120mib", "file_v3_sandbox_120mib")));
        using var part = await GetAsync(ResourcePath("om_sandbox_1gib", "file_v3_sandbox_1gib"), range: "bytes=1073741823-");
        Assert.Equal(206, (int)part.StatusCode);
    }

    [Fact]
    public async Task Parts_and_whole_are_the_same_bytes()
    {
        var whole = await BytesAsync("om_sandbox_8mib_plus1", "file_v3_sandbox_8mib_plus1");
        Assert.Equal(SandboxFiles.Sha256Of("file_v3_sandbox_8mib_plus1"), Hex(SHA256.HashData(whole)));
        foreach (var (start, count) in new[] { (0, 1), (1048570, 20), (3000001, 2500000), (8388608, 1), (0, 8388609) })
        {
            using var part = await GetAsync(ResourcePath("om_sandbox_8mib_plus1", "file_v3_sandbox_8mib_plus1"), range: $"bytes={start}-{start + count - 1}");
            var bytes = await part.Content.ReadAsByteArrayAsync();
            Assert.True(whole.AsSpan(start, count).SequenceEqual(bytes));
        }
    }

    [Fact]
    public async Task No_mebibyte_of_a_generated_file_is_like_another()
    {
        var whole = await BytesAsync("om_sandbox_64mib", "file_v3_sandbox_64mib");
        Assert.Equal(64, Enumerable.Range(0, 64).Select(block => Hex(SHA256.HashData(whole.AsSpan(block << 20, 1 << 20)))).Distinct().Count());
        Assert.NotEqual(SandboxFiles.Sha256Of(100, 1), SandboxFiles.Sha256Of(100, 2));
    }

    [Fact]
    public async Task The_file_name_is_raw_utf8_in_latin1()
    {
        using var answer = await GetAsync(ResourcePath(SandboxWorld.ReportMessageId, SandboxWorld.ReportKey));
        var raw = answer.Content.Headers.NonValidated["Content-Disposition"].ToString();
        Assert.Equal($"attachment; filename=\"{SandboxWorld.ReportName}\"", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(raw)));
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType?.MediaType);
        Assert.Null(answer.Headers.ETag);
        Assert.True(answer.Headers.Contains("X-Tt-Logid"));
    }

    [Fact]
    public async Task A_json_file_is_a_file()
    {
        using var answer = await GetAsync(ResourcePath(SandboxWorld.JsonMessageId, SandboxWorld.JsonKey));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Content.Headers.NonValidated.Contains("Content-Disposition"));
        Assert.NotEqual(0, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!);
    }

    [Theory]
    [InlineData("om_sandbox_report", "file_v3_sandbox_other", "file", 234003)]
    [InlineData("om_sandbox_report", "file_v3_sandbox_report", "audio", 234001)]
    [InlineData("om_sandbox_report", "file_v3_sandbox_report", "image", 234001)]
    [InlineData("om_sandbox_report", "file_v3_sandbox_report", "", 99992402)]
    [InlineData("om_sandbox_video", "img_v3_sandbox_cover", "file", 234001)]
    [InlineData("om_nowhere", "k", "file", 99992354)]
    [InlineData("om_sandbox_folder", "file_v3_sandbox_folder", "file", 234001)]
    [InlineData("om_sandbox_sticker", "file_v3_sandbox_sticker", "file", 234043)]
    [InlineData("om_sandbox_card", "img_v3_sandbox_card", "image", 234043)]
    [InlineData("om_sandbox_recalled", "k", "file", 230110)]
    [InlineData("om_sandbox_forward_child", "img_v3_sandbox_forwarded", "image", 234003)]
    public async Task What_cannot_be_had_says_so(string message, string key, string type, int code) =>
        Assert.Equal(code, await CodeAsync(ResourcePath(message, key, type)));

    [Theory]
    [InlineData("om_sandbox_forward", "img_v3_sandbox_forwarded", "image")]
    [InlineData("om_sandbox_forward", "file_v3_sandbox_forwarded_deep", "file")]
    [InlineData("om_sandbox_folder", "file_v3_sandbox_folder_c", "file")]
    [InlineData("om_sandbox_card_served", "img_v3_sandbox_card_served", "image")]
    [InlineData("om_sandbox_post_locales", "img_v3_sandbox_post_shared", "image")]
    [InlineData("om_sandbox_video", "img_v3_sandbox_cover", "image")]
    public async Task What_lies_deeper_can_be_had(string message, string key, string type)
    {
        var bytes = await BytesAsync(message, key, type);
        Assert.Equal(SandboxFiles.LengthOf(key), bytes.Length);
        Assert.Equal(SandboxFiles.Sha256Of(key), Hex(SHA256.HashData(bytes)));
    }

    [Theory]
    [MemberData(nameof(Catalogue))]
    public async Task Every_code_of_the_catalogue_can_be_provoked(int code, int status)
    {
        using var answer = await GetAsync(ResourcePath("om_error_" + code, "any"));
        Assert.Equal(status, (int)answer.StatusCode);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(code, (int)body["code"]!);
        Assert.Equal(answer.Headers.GetValues("X-Tt-Logid").Single(), (string)body["error"]!["log_id"]!);
        Assert.Equal(code == 99991672, body["error"]!["permission_violations"] is not null);
        Assert.Equal(code == 99991400, answer.Headers.Contains("x-ogw-ratelimit-reset"));
        Assert.Equal(0, await CodeAsync("im/v1/messages/om_error_" + code));
    }

    [Fact]
    public async Task A_transient_error_passes()
    {
        Assert.Equal("400 200 400 200", await StatusesAsync("om_transient_234019", 4));
        Assert.Equal("429 429 200", await StatusesAsync("om_transient_99991400_2", 3));
        Assert.Equal("503 200", await StatusesAsync("om_transient_503", 2));
    }

    [Fact]
    public async Task A_replaced_file_is_another_file()
    {
        Handler.ReplaceFile("file_v3_sandbox_1mib", 1000, 7);
        var bytes = await BytesAsync("om_sandbox_1mib", "file_v3_sandbox_1mib");
        Assert.Equal(SandboxFiles.Sha256Of(1000, 7), Hex(SHA256.HashData(bytes)));
        Handler.Reset();
        Assert.Equal(1048576, (await BytesAsync("om_sandbox_1mib", "file_v3_sandbox_1mib")).Length);
    }

    private async Task<string> StatusesAsync(string messageId, int calls)
    {
        var statuses = new List<int>();
        for (var call = 0; call < calls; call++)
        {
            using var answer = await GetAsync(ResourcePath(messageId, SandboxWorld.ErrorKey));
            statuses.Add((int)answer.StatusCode);
        }

        return string.Join(' ', statuses);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
}
