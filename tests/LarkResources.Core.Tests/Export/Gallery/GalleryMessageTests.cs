using System.Text;
using System.Text.Json;
using LarkResources.Export.Gallery;

namespace LarkResources.Tests.Export.Gallery;

/// <summary>The messages of an export as they come into the page.</summary>
public sealed class GalleryMessageTests : IDisposable
{
    private readonly GalleryRig _rig = new();

    public GalleryMessageTests() => _rig.Chat("A (oc_a)", GalleryRig.Entry("om_1", "a.txt"), GalleryRig.Entry("om_1", "b.txt", "2026-11-22/b.txt") with { FileKey = "file_v3_b" });

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task An_export_without_messages_has_no_conversation()
    {
        await _rig.WriteAsync();
        Assert.False(_rig.Data.TryGetProperty("messages", out _));
        Assert.Empty(_rig.Messages);
    }

    [Fact]
    public async Task An_export_whose_messages_are_still_to_come_has_an_empty_one()
    {
        _rig.Say("A (oc_a)", "");
        await _rig.WriteAsync();
        Assert.Equal(0, _rig.Data.GetProperty("messages").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_message_has_its_sender_its_answer_and_its_files()
    {
        _rig.Say("A (oc_a)", """
            {"v":1,"messageId":"om_0","chatId":"oc_a","threadId":null,"position":1,"sentAt":"2026-11-22T07:00:00Z","updatedAt":null,"deleted":false,"senderId":"cli_b","senderName":"Bot","senderType":"app","type":"interactive","text":"**Title**","mentions":[],"resources":[],"forwarded":[],"link":"https://applink.feishu.cn/client/chat/open?openChatId=oc_a&position=1"}
            {"v":1,"messageId":"om_1","chatId":"oc_a","parentId":"om_0","position":2,"sentAt":"2026-11-22T08:00:00Z","updatedAt":"2026-11-22T08:05:00Z","senderId":"ou_a","senderName":"Anna","senderType":"user","type":"text","text":"See there","resources":["file_v3_b","gone","file_v3_a"]}

            """);
        await _rig.WriteAsync();
        Assert.Equal("[[\"cli_b\",\"Bot\"],[\"ou_a\",\"Anna\"]]", _rig.Data.GetProperty("senders").GetRawText());
        Assert.Equal(2, _rig.Data.GetProperty("messages").GetProperty("count").GetInt32());
        var (first, second) = (_rig.Messages[0], _rig.Messages[1]);
        Assert.Equal("om_0", first[0].GetString());
        Assert.Equal(8 | 16, first[3].GetInt32());
        Assert.Equal("**Title**", first[5].GetString());
        Assert.Equal("1", first[10].GetString());
        Assert.Equal("om_0", second[6].GetString());
        Assert.Equal([1, -1, 0], second[7].EnumerateArray().Select(item => item.GetInt32()));
        Assert.Equal(4, second[3].GetInt32());
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 8, 5, 0, TimeSpan.Zero).ToUnixTimeSeconds(), second[11].GetInt64());
    }

    /// <summary>What nothing follows is left out at the end of a row, whatever it is.</summary>
    [Theory]
    [InlineData("\"type\":\"text\"", 6, "\"\"")]
    [InlineData("\"rootId\":\"om_0\"", 7, "\"om_0\"")]
    [InlineData("\"rootId\":\"om_8\",\"parentId\":\"om_0\"", 7, "\"om_0\"")]
    [InlineData("\"resources\":[\"file_v3_b\",\"file_v3_b\"]", 8, "[1]")]
    [InlineData("\"forwarded\":[{\"messageId\":\"om_in\",\"text\":\"Inside\"}]", 9, "[[\"om_in\",-1,null,0,-1,\"Inside\"]]")]
    [InlineData("\"link\":\"https://applink.feishu.cn/client/chat/open?openChatId=oc_a&position=7\"", 11, "\"7\"")]
    [InlineData("\"updatedAt\":\"2026-11-22T08:00:01Z\"", 12, "1795334401")]
    [InlineData("\"updatedAt\":\"2026-11-22T08:00:00.5Z\"", 6, "\"\"")]
    [InlineData("\"updatedAt\":\"2026-11-22T08:00:01Z\",\"deleted\":true", 6, "\"\"")]
    [InlineData("\"syncedFrom\":\"om_5\"", 13, "\"om_5\"")]
    public async Task A_row_ends_with_the_last_thing_that_its_message_has(string field, int length, string last)
    {
        _rig.Say("A (oc_a)", "{\"v\":1,\"messageId\":\"om_1\",\"sentAt\":\"2026-11-22T08:00:00Z\"," + field + "}\n");
        await _rig.WriteAsync();
        var row = Assert.Single(_rig.Messages);
        Assert.Equal((length, last), (row.GetArrayLength(), row[length - 1].GetRawText()));
        Assert.Equal(1795334400, row[2].GetInt64());
        Assert.Equal((field.Contains("deleted", StringComparison.Ordinal) ? 2 : 0) | (length == 12 ? 4 : 0), row[3].GetInt32());
    }

    [Fact]
    public async Task Messages_stand_in_the_order_of_time_then_of_their_numbers_then_of_the_file()
    {
        string[] lines = [At("om_a", 9, 1), At("om_b", 8, 2), At("om_c", 8, 1), At("om_d", 7, 5), At("om_e", 9, 1), At("om_f", 9, 0)];
        _rig.Say("A (oc_a)", string.Concat(lines));
        await _rig.WriteAsync();
        Assert.Equal(["om_d", "om_c", "om_b", "om_f", "om_a", "om_e"], _rig.Messages.Select(row => row[0].GetString()));

        static string At(string id, int hour, int position) => $"{{\"v\":1,\"messageId\":\"{id}\",\"position\":{position},\"sentAt\":\"2026-11-22T0{hour}:00:00Z\"}}\n";
    }

    [Fact]
    public async Task Files_that_earlier_pages_and_kills_have_left_go_and_those_of_a_person_stay()
    {
        var (folder, hash) = (Path.Combine(_rig.Folder, Conversation.FolderName), new string('A', 32));
        Directory.CreateDirectory(folder);
        string[] ours = [$"messages-{hash}-0.js", $"messages-{hash}-12.js", $"messages-{hash}-0.js.{hash}.new"];
        string[] others =
        [
            "messages-.js", "messages-notes.js", $"messages-{hash}.js", $"messages-{hash[1..]}-0.js", $"messages-{hash}A-0.js", $"messages-{hash.ToLowerInvariant()}-0.js", $"messages-{hash}-x.js", $"messages-{hash}-0.txt",
            $"messages-{hash}-0.js.bak", $"messages-{hash}-0.js.{hash}.old", $"messages-{hash}-0.js.{hash}A.new", $"messages-{hash}-0.js.new", $"other-{hash}-0.js",
        ];
        Array.ForEach([.. ours, .. others], name => File.WriteAllText(Path.Combine(folder, name), ""));
        await _rig.WriteAsync();
        Assert.Equal(others.Order(StringComparer.Ordinal), Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

        Array.ForEach(Directory.GetFiles(folder), File.Delete);
        File.WriteAllText(Path.Combine(folder, ours[0]), "");
        await _rig.WriteAsync();
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("media", """["file_v3_v","img_v3_cover"]""", "[1]")]
    [InlineData("media", """["file_v3_gone","img_v3_cover"]""", "[-1]")]
    [InlineData("post", """["img_v3_picture","file_v3_v","img_v3_cover"]""", "[-1,1]")]
    [InlineData("post", """["file_v3_a","img_v3_picture"]""", "[0,-1]")]
    [InlineData("media", """["file_v3_v","img_v3_saved"]""", "[1,2]")]
    public async Task A_cover_that_the_export_left_out_is_not_missing(string type, string resources, string items)
    {
        _rig.Chat(
            "A (oc_a)",
            GalleryRig.Entry("om_1", "a.txt"),
            GalleryRig.Entry("om_1", "v.mp4", "2026-11-22/v.mp4") with { FileKey = "file_v3_v", Kind = LarkResourceKind.Video },
            GalleryRig.Entry("om_1", "v.jpg", "2026-11-22/v.jpg") with { FileKey = "img_v3_saved", Kind = LarkResourceKind.Cover });
        _rig.Say("A (oc_a)", $$"""
            {"v":1,"messageId":"om_1","type":"{{type}}","text":"","resources":{{resources}}}

            """);
        await _rig.WriteAsync();
        Assert.Equal(items, Assert.Single(_rig.Messages)[7].GetRawText());
    }

    [Fact]
    public async Task A_later_line_counts_instead_of_an_earlier_one_and_a_torn_line_not_at_all()
    {
        _rig.Say("A (oc_a)", Line("om_1", "first") + Line("om_2", "other", 1) + Line("om_1", "second") + Line("om_2", "torn", 1)[..60]);
        await _rig.WriteAsync();
        Assert.Equal(["second", "other"], Texts);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("\"om_1\"")]
    [InlineData("{\"v\":1}")]
    [InlineData("{\"messageId\":\"om_9\"}")]
    [InlineData("{\"v\":1,\"messageId\":[\"om_9\"]}")]
    [InlineData("{\"v\":0,\"messageId\":\"om_9\"}")]
    public async Task A_line_that_is_not_about_a_message_is_left_out(string line)
    {
        _rig.Say("A (oc_a)", line + "\n" + Line("om_1", "good"));
        await _rig.WriteAsync();
        Assert.Equal(["good"], Texts);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public async Task Fields_of_another_type_count_as_unknown()
    {
        _rig.Say("A (oc_a)", """
            {"v":1,"messageId":"om_1","sentAt":[],"updatedAt":7,"deleted":"yes","senderId":{},"senderName":null,"senderType":3,"type":[],"text":{"a":1},"parentId":false,"resources":"file_v3_a","mentions":9,"forwarded":{"a":1},"link":[],"position":"x","syncedFrom":{}}
            {"v":1,"messageId":"om_2","resources":[null,1,[],"file_v3_a"],"forwarded":[null,"x",[],{"text":7}],"text":"\ud83d half"}

            """);
        await _rig.WriteAsync();
        Assert.Equal(["""["om_1",-1,null,0,-1,""]""", """["om_2",-1,null,0,-1,"� half",null,[-1],[["",-1,null,0,-1,"7"]]]"""], _rig.Messages.Select(row => row.GetRawText()));
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("') ; alert(1) ; ('")]
    [InlineData("\\'); alert(1); //")]
    [InlineData("\u2028\u2029\u202E\u0000\r\n{{data}} {{script-policy}}")]
    public async Task A_hostile_text_cannot_end_the_block_and_comes_out_as_it_was_sent(string text)
    {
        _rig.Say("A (oc_a)", Line("om_1", text));
        await _rig.WriteAsync();
        Assert.Equal([text], Texts);
        Assert.Equal(3, _rig.Text.Split("</script").Length - 1);
    }

    [Fact]
    public async Task Replies_of_a_thread_stand_behind_its_root_and_others_in_time()
    {
        _rig.Say("A (oc_a)", Line("om_5", "other", 5) + Line("om_4", "reply 2", 4, "omt_1", "om_1") + Line("om_2", "between", 2) + Line("om_3", "reply 1", 3, "omt_1", "om_1")
            + Line("om_1", "root", 1, "omt_1") + Line("om_6", "answer without a thread", 6, null, "om_1") + Line("om_7", "reply without its root", 7, "omt_2", "om_gone")
            + Line("om_8", "the next of them", 8, "omt_2", "om_gone"));
        await _rig.WriteAsync();
        Assert.Equal(["root", "reply 1", "reply 2", "between", "other", "answer without a thread", "reply without its root", "the next of them"], Texts);
        Assert.Equal([0, 1, 1, 0, 0, 0, 0, 1], _rig.Messages.Select(row => row[3].GetInt32()));
    }

    [Fact]
    public async Task Threads_that_name_each_other_as_their_roots_hide_nothing()
    {
        _rig.Say("A (oc_a)", Line("om_1", "a", 1, "omt_1", "om_2") + Line("om_2", "b", 2, "omt_2", "om_1") + Line("om_3", "c", 3, "omt_3", "om_3"));
        await _rig.WriteAsync();
        Assert.Equal(["a", "b", "c"], Texts.Order());
    }

    [Fact]
    public async Task Messages_of_a_later_version_are_told_and_the_files_are_shown()
    {
        _rig.Say("A (oc_a)", Line("om_1", "x").Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal));
        await _rig.WriteAsync();
        Assert.Contains("'A (oc_a)'", Assert.Single(_rig.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, _rig.Items.Length);
        Assert.False(_rig.Data.TryGetProperty("messages", out _));
    }

    [Fact]
    public async Task Many_messages_are_beside_the_page_and_a_later_page_takes_away_what_it_does_not_need()
    {
        var text = new string('x', 900_000) + "'\\\u2028";
        _rig.Say("A (oc_a)", Line("om_1", text + 1) + Line("om_2", text + 2, 1) + Line("om_3", text + 3, 2));
        await _rig.WriteAsync();
        var folder = Path.Combine(_rig.Folder, Conversation.FolderName);
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Empty(_rig.Messages);
        Assert.Equal([text + 1, text + 2, text + 3], _rig.MessagesBeside.Select(row => row[5].GetString()));
        Assert.Contains($"'nonce-{_rig.Data.GetProperty("messages").GetProperty("nonce").GetString()}'; ", _rig.Text, StringComparison.Ordinal);
        Assert.Contains($"trusted-types {Conversation.FolderName}\"", _rig.Text, StringComparison.Ordinal);

        var own = Path.Combine(folder, "messages-of-mine.js");
        await File.WriteAllTextAsync(own, "");
        foreach (var file in Directory.GetFiles(folder))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));
        }

        var page = _rig.Text;
        await _rig.WriteAsync();
        Assert.Equal(page, _rig.Text);
        Assert.Equal(3, Directory.GetFiles(folder).Length);
        foreach (var file in Directory.GetFiles(folder))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));
        }

        File.Delete(Path.Combine(_rig.Folder, "A (oc_a)", MessageArchive.FileName));
        await _rig.WriteAsync();
        Assert.Equal([own], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_folder_for_data_that_is_a_link_is_not_written_through()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_rig.Folder, "elsewhere")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(_rig.Folder, Conversation.FolderName), elsewhere);
        _rig.Say("A (oc_a)", string.Concat(Enumerable.Range(0, 3).Select(n => Line($"om_{n}", new string('x', 1_000_000)))));
        Assert.Equal(ModuleErrors.FileExists, (await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync)).ErrorId);
        Assert.Empty(Directory.GetFiles(elsewhere));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_for_data_is_named_and_stays()
    {
        var path = Path.Combine(_rig.Folder, Conversation.FolderName);
        await File.WriteAllTextAsync(path, "mine");
        _rig.Say("A (oc_a)", string.Concat(Enumerable.Range(0, 3).Select(n => Line($"om_{n}", new string('x', 1_000_000)))));
        var error = await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync);
        Assert.Equal((ModuleErrors.FileExists, path), (error.ErrorId, error.Target));
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task A_file_beside_the_page_that_holds_other_bytes_is_written_again()
    {
        var file = await SayMuchAsync();
        var before = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, "alert(1)//".PadRight(before.Length, 'x'));
        await _rig.WriteAsync();
        Assert.Equal(before, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_link_that_has_the_name_of_a_file_beside_the_page_is_refused_and_stays()
    {
        var file = await SayMuchAsync();
        var page = _rig.Text;
        var precious = Path.Combine(_rig.Folder, "precious");
        File.Move(file, precious);
        File.CreateSymbolicLink(file, precious);
        var before = await File.ReadAllTextAsync(precious);
        Assert.Equal(ModuleErrors.WriteFailed, (await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync)).ErrorId);
        Assert.Equal(precious, new FileInfo(file).LinkTarget);
        Assert.Equal(before, await File.ReadAllTextAsync(precious));
        Assert.Equal(page, _rig.Text);
    }

    [Fact]
    public async Task A_file_that_a_page_under_way_has_written_is_there_when_that_page_is()
    {
        // No page names it yet: only the lock keeps it.
        var file = await SayMuchAsync();
        File.Delete(_rig.Page);
        _rig.Say("A (oc_a)", Line("om_9", "little"));
        Task<string> second;
        using (FolderLock.Take(_rig.Folder, GalleryPage.LockName))
        {
            second = _rig.WriteAsync();
            Assert.False(second.IsCompleted);
            Assert.True(File.Exists(file));
        }

        await second;
        Assert.False(Directory.Exists(Path.Combine(_rig.Folder, Conversation.FolderName)));
    }

    /// <summary>More than the page holds.</summary>
    /// <returns>A file beside it.</returns>
    private async Task<string> SayMuchAsync()
    {
        _rig.Say("A (oc_a)", string.Concat(Enumerable.Range(0, 3).Select(n => Line($"om_{n}", new string('x', 1_000_000) + n, n))));
        await _rig.WriteAsync();
        return Directory.GetFiles(Path.Combine(_rig.Folder, Conversation.FolderName)).Order(StringComparer.Ordinal).First();
    }

    private IEnumerable<string?> Texts => _rig.Messages.Select(row => row[5].GetString());

    internal static string Line(string id, string text, int minute = 0, string? thread = null, string? root = null) => JsonSerializer.Serialize(new
    {
        v = 1,
        messageId = id,
        chatId = "oc_a",
        threadId = thread,
        rootId = root,
        parentId = root,
        position = minute,
        sentAt = new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero).AddMinutes(minute),
        senderId = "ou_a",
        type = "text",
        text,
    }) + "\n";
}
