using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LarkResources.Export.Gallery;

namespace LarkResources.Tests.Export.Gallery;

/// <summary>The bytes of the page. What it does in a browser is tested in a browser.</summary>
public sealed partial class GalleryPageTests : IDisposable
{
    private const int NamePlace = 6;
    private readonly GalleryRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task An_export_without_chats_has_a_page_without_items()
    {
        Assert.Equal(_rig.Page, await _rig.WriteAsync());
        Assert.Empty(_rig.Items);
        Assert.Equal(0, _rig.Data.GetProperty("chats").GetArrayLength());
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<!--<script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("a&lt;b \" ' ` + \\ \u2028\u2029\u202E\u0000 {{style}} {{script}} {{data}}")]
    [InlineData("报告 2026年第三季度 😀.pdf")]
    public async Task A_hostile_name_cannot_end_the_block_and_comes_out_as_it_was_sent(string name)
    {
        _rig.Chat("财务 & 'Q3' (oc_a)", GalleryRig.Entry("om_1", name));
        await _rig.WriteAsync();
        Assert.Equal(name, _rig.Items.Single()[NamePlace].GetString());
        Assert.DoesNotMatch("[<>&\u0000\u2028\u2029\u202E]", _rig.Block);
        Assert.Equal(2, Regex.Count(_rig.Text, "</script"));
    }

    [Fact]
    public async Task A_page_of_a_person_that_comes_while_the_run_waits_for_another_stays()
    {
        _rig.Chat("A (oc_a)", GalleryRig.Entry("om_1", "a.txt"));
        Task<string> writing;
        using (FolderLock.Take(Path.GetDirectoryName(_rig.Page)!, GalleryPage.LockName))
        {
            writing = _rig.WriteAsync();
            await Task.Delay(300);
            File.WriteAllText(_rig.Page, "mine");
        }

        Assert.Equal("FileExists", (await Assert.ThrowsAsync<LarkException>(() => writing)).ErrorId);
        Assert.Equal("mine", File.ReadAllText(_rig.Page));
    }

    [Fact]
    public async Task A_later_line_counts_instead_of_an_earlier_one()
    {
        var failed = GalleryRig.Entry("om_1", "old.txt", null) with { Status = ExportStatus.Failed, Code = 2200 };
        _rig.Chat("A (oc_a)", failed, GalleryRig.Entry("om_2", "other.txt"), GalleryRig.Entry("om_1", "new.txt"));
        await _rig.WriteAsync();
        Assert.Equal(["new.txt", "other.txt"], _rig.Items.Select(item => item[NamePlace].GetString()));
        Assert.Empty(_rig.Data.GetProperty("codes").EnumerateObject());
    }

    [Fact]
    public async Task What_rows_share_is_in_the_page_at_the_places_that_they_name()
    {
        _rig.Chat(
            "A (oc_a)",
            GalleryRig.Entry("om_1", "a.txt", "2026-11-22/sub/a.txt") with { Link = "https://applink.feishu.cn/client/chat/open?openChatId=oc_a&position=7", SenderName = "Li" },
            GalleryRig.Entry("om_2", "b.png", "2026-11-22/b.png") with { Kind = LarkResourceKind.Image, ContentType = "image/png", SenderId = "ou_b" },
            GalleryRig.Entry("om_3", "c.txt", "2026-11-22/c.txt") with { Status = ExportStatus.Failed, Code = 2200, LogId = "log", ContentType = null, Length = null, SentAt = null },
            GalleryRig.Entry("om_4", "d.txt", null) with { Status = ExportStatus.Skipped, Kind = null });
        await _rig.WriteAsync();
        var (failed, first, second, skipped) = (_rig.Items[0], _rig.Items[1], _rig.Items[2], _rig.Items[3]);
        Assert.Equal(("file", "ou_a", "2026-11-22/sub", "a.txt", "text/plain"), (Shared("kinds", first[1]), _rig.Data.GetProperty("senders")[first[2].GetInt32()][0].GetString(), Shared("directories", first[4]), first[5].GetString(), Shared("types", first[8])));
        Assert.Equal(("0", "3", "om_1", "7", 12), (first[6].GetRawText(), first[7].GetRawText(), first[9].GetString(), first[11].GetString(), first.GetArrayLength()));
        Assert.NotNull(Shared("links", first[10]));
        Assert.Equal(("image", "ou_b", "image/png", 10), (Shared("kinds", second[1]), _rig.Data.GetProperty("senders")[second[2].GetInt32()][0].GetString(), Shared("types", second[8]), second.GetArrayLength()));
        Assert.Equal(("null", "-1", "null", "\"c.txt\"", "-1", "-1"), (failed[3].GetRawText(), failed[4].GetRawText(), failed[5].GetRawText(), failed[6].GetRawText(), failed[7].GetRawText(), failed[8].GetRawText()));
        Assert.Equal(("-1", "null", "failed", "2200", "log", 15), (failed[10].GetRawText(), failed[11].GetRawText(), Shared("statuses", failed[12]), failed[13].GetRawText(), failed[14].GetString(), failed.GetArrayLength()));
        Assert.Equal(("-1", "skipped", "null", "null"), (skipped[1].GetRawText(), Shared("statuses", skipped[12]), skipped[13].GetRawText(), skipped[14].GetRawText()));
        Assert.Equal("saved", _rig.Data.GetProperty("statuses")[0].GetString());

        string? Shared(string name, System.Text.Json.JsonElement place) => _rig.Data.GetProperty(name)[place.GetInt32()].GetString();
    }

    [Fact]
    public async Task A_torn_line_and_lines_that_nobody_understands_are_left_out()
    {
        var line = Encoding.UTF8.GetString(ManifestLine.Write(GalleryRig.Entry("om_1", "good.txt")));
        _rig.Chat("A (oc_a)", line + "no json\n{\"v\":1}\n" + line[..40]);
        await _rig.WriteAsync();
        Assert.Equal("good.txt", _rig.Items.Single()[NamePlace].GetString());
    }

    [Fact]
    public async Task A_path_that_leads_elsewhere_is_not_in_the_page()
    {
        _rig.Chat("A (oc_a)", GalleryRig.Entry("om_1", "x.txt", "../elsewhere/x.txt"), GalleryRig.Entry("om_2", "y.txt", "javascript:alert(1)"));
        await _rig.WriteAsync();
        Assert.DoesNotContain("elsewhere", _rig.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", _rig.Block, StringComparison.Ordinal);
        Assert.All(_rig.Items, item => Assert.Equal(-1, item[4].GetInt32()));
    }

    [Fact]
    public async Task A_file_that_a_person_keeps_in_the_folder_of_a_chat_is_not_in_the_page()
    {
        _rig.Chat("A (oc_a)", GalleryRig.Entry("om_1", "x.txt", "private.pdf"), GalleryRig.Entry("om_2", "y.txt", "manifest.jsonl"), GalleryRig.Entry("om_3", "z.txt", "mine/plan.txt"));
        await _rig.WriteAsync();
        Assert.All(_rig.Items, item => Assert.Null(item[5].GetString()));
        Assert.Equal(0, _rig.Data.GetProperty("directories").GetArrayLength());
    }

    [Fact]
    public async Task Chats_have_the_name_and_id_of_their_folders()
    {
        _rig.Chat("a (b) (oc_1)", GalleryRig.Entry("om_1"));
        _rig.Chat("no id", GalleryRig.Entry("om_2"));
        Directory.CreateDirectory(Path.Combine(_rig.Folder, "no chat"));
        await _rig.WriteAsync();
        Assert.Equal("""[["a (b)","oc_1","a (b) (oc_1)"],["no id","oc_a","no id"]]""", _rig.Data.GetProperty("chats").GetRawText());
    }

    [Fact]
    public async Task A_code_is_explained_in_both_languages_also_one_that_nobody_has_written_up()
    {
        var refused = GalleryRig.Entry("om_1", "x.txt", null) with { Status = ExportStatus.Skipped, Code = 234005, LogId = "log" };
        _rig.Chat("A (oc_a)", refused, refused with { MessageId = "om_2", Code = 999999999 });
        await _rig.WriteAsync();
        var row = ErrorCatalogue.Find(234005)!;
        var codes = _rig.Data.GetProperty("codes");
        Assert.Equal(
            [row.Meaning, row.Recommendation, row.MeaningChinese, row.RecommendationChinese],
            codes.GetProperty("234005").EnumerateArray().Select(text => text.GetString()));
        Assert.Contains("999999999", codes.GetProperty("999999999")[2].GetString(), StringComparison.Ordinal);
        Assert.Equal(234005, _rig.Items[0][13].GetInt32());
    }

    [Fact]
    public async Task A_sender_is_known_by_the_id_and_called_by_the_last_name()
    {
        var entry = GalleryRig.Entry("om_1");
        _rig.Chat(
            "A (oc_a)",
            entry with { SenderName = "New <b>\u202E", SentAt = entry.SentAt + TimeSpan.FromDays(1) },
            entry with { MessageId = "om_2", SenderName = "Old" },
            entry with { MessageId = "om_3", SenderId = "ou_b", SenderName = "Old" },
            entry with { MessageId = "om_4", SenderId = "ou_c", SenderName = " " },
            entry with { MessageId = "om_5", SenderId = null, SenderName = "Old" },
            entry with { MessageId = "om_6", SenderId = null },
            entry with { MessageId = "om_7", SenderName = null, SentAt = entry.SentAt + TimeSpan.FromDays(2) });
        await _rig.WriteAsync();
        var senders = _rig.Data.GetProperty("senders").EnumerateArray().Select(sender => (sender[0].GetString(), sender[1].GetString())).ToList();
        Assert.Equal([("ou_a", "New <b>\u202E"), ("ou_b", "Old"), ("ou_c", null), (null, "Old")], senders);
        Assert.Equal([0, 1, 2, 3, -1, 0, 0], _rig.Items.Select(item => item[2].GetInt32()));
    }

    [Theory]
    [InlineData("https://applink.feishu.cn/client/chat/open?openChatId=oc_a&position=7")]
    [InlineData("https://applink.larksuite.com/client/message/link/open?token=abc")]
    [InlineData("https://applink.eu.larksuite.com/x")]
    public async Task A_link_that_opens_the_client_is_in_the_page(string link)
    {
        _rig.Chat("A (oc_a)", GalleryRig.Entry("om_1") with { Link = link });
        await _rig.WriteAsync();
        var item = _rig.Items.Single();
        Assert.Equal(link, _rig.Data.GetProperty("links")[item[10].GetInt32()].GetString() + item[11].GetString());
    }

    [Theory]
    [InlineData("http://applink.feishu.cn/x")]
    [InlineData("https://applink.feishu.cn.example.com/x")]
    [InlineData("https://example.com/applink.feishu.cn")]
    [InlineData("https://applinkxfeishu.cn/")]
    [InlineData("https://user@applink.feishu.cn/x")]
    [InlineData("https://applink.feishu.cn:8443/x")]
    [InlineData("https://applink.feishu.cn\\@example.com/")]
    [InlineData("https://www.feishu.cn/x")]
    [InlineData("javascript:alert(1)//applink.feishu.cn")]
    [InlineData("https://applink.feishu.cn/\u202E")]
    [InlineData("")]
    public async Task A_link_that_leads_elsewhere_is_left_out(string link)
    {
        _rig.Chat("A (oc_a)", GalleryRig.Entry("om_1") with { Link = link });
        await _rig.WriteAsync();
        Assert.Equal(10, _rig.Items.Single().GetArrayLength());
        Assert.Equal(0, _rig.Data.GetProperty("links").GetArrayLength());
    }

    [Fact]
    public async Task The_same_manifests_make_the_same_bytes()
    {
        _rig.Chat("B (oc_b)", GalleryRig.Entry("om_3"), GalleryRig.Entry("om_1"));
        _rig.Chat("A (oc_a)", GalleryRig.Entry("om_2"));
        await _rig.WriteAsync();
        var first = _rig.Text;
        using var other = new GalleryRig();
        other.Chat("A (oc_a)", GalleryRig.Entry("om_2"));
        other.Chat("B (oc_b)", GalleryRig.Entry("om_1"), GalleryRig.Entry("om_3"));
        await other.WriteAsync();
        Assert.Equal(first, other.Text);
    }

    [Fact]
    public async Task The_policy_names_the_hashes_of_the_style_and_the_script_and_lets_nothing_else_in()
    {
        await _rig.WriteAsync();
        var policy = PolicyPattern().Match(_rig.Text).Groups[1].Value;
        Assert.Equal(
            [
                "default-src 'none'", "img-src 'self' file:", "media-src 'self' file:",
                $"style-src '{HashOf(StylePattern())}'", $"script-src '{HashOf(ScriptPattern())}'",
                "connect-src 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
            ],
            policy.Split("; "));
        Assert.DoesNotMatch("https?://|innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|{{", _rig.Text);
    }

    [Fact]
    public async Task Thousands_of_items_stay_a_small_page()
    {
        await _rig.WriteAsync();
        var empty = new FileInfo(_rig.Page).Length;
        const int count = 2000;
        _rig.Chat("A (oc_a)", [.. Enumerable.Range(0, count).Select(i =>
            GalleryRig.Entry($"om_{i:D32}", null, $"2026-11-22/img_v3_{i:D20}.png") with { ContentType = "image/png" })]);
        await _rig.WriteAsync();
        Assert.Equal(count, _rig.Items.Length);
        Assert.InRange((new FileInfo(_rig.Page).Length - empty) / count, 80, 120);
    }

    private string HashOf(Regex pattern) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(pattern.Match(_rig.Text).Groups[1].Value)));

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"")]
    private static partial Regex PolicyPattern();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StylePattern();

    [GeneratedRegex("<script type=\"module\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptPattern();
}
