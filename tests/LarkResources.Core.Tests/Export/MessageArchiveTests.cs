using System.Globalization;
using System.Text;
using LarkResources.Export;

namespace LarkResources.Tests.Export;

/// <summary>The file of what was said: a line is added where a message says something new, and nothing in it is lost or changed.</summary>
public sealed class MessageArchiveTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("lark-messages-").FullName, MessageArchive.FileName);

    private string[] Lines => File.ReadAllLines(_path);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Fields_stand_in_the_order_of_the_contract()
    {
        Add(Message("om_1", "Hello"));
        using var line = System.Text.Json.JsonDocument.Parse(Lines[0]);
        Assert.Equal(
            [
                "v", "messageId", "chatId", "threadId", "rootId", "parentId", "position", "sentAt", "updatedAt", "deleted", "senderId", "senderName", "senderType",
                "type", "text", "mentions", "resources", "syncedFrom", "forwarded", "link",
            ],
            line.RootElement.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public void Message_that_says_the_same_is_stored_once_also_by_later_runs()
    {
        Assert.Equal(1, Add(Message("om_1", "Hello"), Message("om_1", "Hello")));
        Assert.Equal(0, Add(Message("om_1", "Hello") with { SenderName = "Another name", Link = "https://applink.larksuite.com/x" }));
        Assert.Single(Lines);
    }

    [Fact]
    public void Edit_and_recall_are_later_lines_and_the_earlier_text_stays()
    {
        var sent = Message("om_1", "Hello");
        var edited = Message("om_1", "Hello all") with { IsUpdated = true, UpdateTime = sent.CreateTime!.Value.AddMinutes(5) };
        var recalled = sent with { IsDeleted = true, UpdateTime = sent.CreateTime.Value.AddMinutes(9), Content = "This message was recalled" };
        Assert.Equal(3, Add(sent, edited) + Add(recalled));
        Assert.Contains("\"text\":\"Hello\"", Lines[0], StringComparison.Ordinal);
        Assert.Contains("\"text\":\"Hello all\"", Lines[1], StringComparison.Ordinal);
        Assert.Contains("\"deleted\":true", Lines[2], StringComparison.Ordinal);
        Assert.Contains("\"text\":null", Lines[2], StringComparison.Ordinal);
        Assert.Equal(0, Add(recalled));
    }

    [Fact]
    public void Label_in_the_language_of_another_shell_is_no_change_and_an_edit_there_is()
    {
        LarkMessage Picture(string key) => MessageParser.FromFields(
            "om_1", "post", $$"""{"content":[[{"tag":"img","image_key":"{{key}}"},{"tag":"media","file_key":"file_1"}]]}""", name => name == "create_time" ? "1790000000000" : null, false);
        Assert.Equal(1, Add(Picture("img_1")));
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
            Assert.Equal(0, Add(Picture("img_1")));
            Assert.Equal("zh-CN", CultureInfo.CurrentUICulture.Name);
            Assert.Equal(1, Add(Picture("img_2")));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }

        Assert.Equal(0, Add(Picture("img_2")));
        Assert.NotEqual(Lines[0].Replace("img_1", "img_2", StringComparison.Ordinal), Lines[1]);
    }

    [Fact]
    public void Thread_that_begins_below_a_message_is_a_later_line()
    {
        var root = Message("om_1", "Hello");
        Assert.Equal(2, Add(root, root with { ThreadId = "omt_1" }));
        Assert.Contains("\"threadId\":\"omt_1\"", Lines[1], StringComparison.Ordinal);

        // Where an answer does not name the thread, the message has not left it.
        Assert.Equal(0, Add(root with { ThreadId = "omt_1" }, root));
    }

    [Fact]
    public void Folder_that_was_not_listed_this_time_is_no_change_of_its_message()
    {
        var listed = Message("om_1", "Folder") with { Resources = [File("file_a"), File("file_b")] };
        var unlisted = listed with { Resources = [File("folder")] };
        using (var archive = MessageArchive.Open(_path))
        {
            Assert.True(archive.Add(unlisted, isWhole: false));
            Assert.True(archive.Add(listed, isWhole: true));
        }

        using (var archive = MessageArchive.Open(_path))
        {
            Assert.False(archive.Add(unlisted, isWhole: false));
            Assert.False(archive.Add(listed, isWhole: true));
        }

        static LarkResource File(string key) => new() { MessageId = "om_1", FileKey = key, Type = LarkResourceType.File, Kind = LarkResourceKind.File };
    }

    [Fact]
    public void Forward_holds_its_messages_and_their_texts_once()
    {
        var child = Message("om_2", "Inside");
        Add(Message("om_1", "x") with { MessageType = "merge_forward", Children = [child] });
        var line = MessageLine.TryRead(Encoding.UTF8.GetBytes(Lines[0]))!;
        Assert.Equal("Inside", Assert.Single(line.Forwarded).Text);
        Assert.DoesNotContain("Inside", line.Text!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"v\":1,\"messageId\":\"om_9\",\"te")]
    [InlineData("{\"v\"")]
    [InlineData("{")]
    public void Line_that_a_kill_has_torn_is_taken_away(string torn)
    {
        Add(Message("om_1", "Hello"));
        File.AppendAllText(_path, torn);
        Add(Message("om_2", "Next"));
        Assert.Equal(2, Lines.Length);
        Assert.All(Lines, line => Assert.NotNull(MessageLine.TryRead(Encoding.UTF8.GetBytes(line))));
    }

    [Theory]
    [InlineData("somebody's own words")]
    [InlineData("{\"v\":0,\"messageId\":\"om_9\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_9\",\"forwarded\":null}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_9\",\"forwarded\":[null]}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_9\",\"forwarded\":[{\"messageId\":\"om_8\",\"forwarded\":[null]}]}")]
    [InlineData("[]")]
    public void Line_of_another_origin_stays_as_it_is_and_is_counted(string foreign)
    {
        Add(Message("om_1", "Hello"));
        File.AppendAllText(_path, foreign + "\n");
        using (var archive = MessageArchive.Open(_path))
        {
            Assert.Equal((1, 1), (archive.Count, archive.Unreadable));
            Assert.True(archive.Add(Message("om_2", "Next"), isWhole: true));
        }

        Assert.Equal(foreign, Lines[1]);
    }

    [Fact]
    public void Message_for_which_a_line_has_no_room_is_shortened_and_stored_once()
    {
        var name = new string('N', 1 << 20);
        var text = new string('报', MessageLine.LongestText + 1);
        var huge = Message("om_1", text) with { Mentions = [.. Enumerable.Range(1, 33).Select(number => new Mention($"@_user_{number}", "ou_1", "open_id", name))] };
        Assert.Equal(1, Add(huge));
        Assert.Equal(0, Add(huge));
        using var archive = MessageArchive.Open(_path);
        Assert.Equal((1, 0), (archive.Count, archive.Unreadable));
        var stored = MessageLine.TryRead(Encoding.UTF8.GetBytes(Assert.Single(Lines)))!;
        Assert.Equal((text[..(MessageLine.LongestText - 1)] + '…', 0), (stored.Text, stored.Mentions.Count));
    }

    [Fact]
    public void Forward_for_whose_messages_a_line_has_no_room_does_not_claim_to_have_them()
    {
        var inner = Message("om_2", new string('x', 100)) with { SenderName = new string('N', 33 << 20) };
        var forward = Message("om_1", string.Empty) with { MessageType = "merge_forward", Content = "Merged and Forwarded Message", Children = [inner] };
        Add(forward);
        var stored = MessageLine.TryRead(Encoding.UTF8.GetBytes(Assert.Single(Lines)))!;
        Assert.Equal(("[Merged forward, not expanded]", 0), (stored.Text, stored.Forwarded.Count));
        UiText.InTheOther(() => Add(forward));
        Assert.Single(Lines);
    }

    [Fact]
    public void Message_of_another_type_keeps_its_words_whatever_else_an_answer_puts_below_it()
    {
        Add(Message("om_1", "Hello") with { Children = [Message("om_2", "Stray")] });
        var stored = MessageLine.TryRead(Encoding.UTF8.GetBytes(Assert.Single(Lines)))!;
        Assert.Equal(("Hello", "Stray"), (stored.Text, Assert.Single(stored.Forwarded).Text));
        Assert.Equal(("Hello", 0), (stored.Shortened().Text, stored.Shortened().Forwarded.Count));
    }

    [Fact]
    public void Text_is_not_cut_in_the_middle_of_a_character()
    {
        var line = new MessageLine { MessageId = "om_1", Text = new string('x', MessageLine.LongestText - 2) + "😀😀" };
        Assert.Equal(new string('x', MessageLine.LongestText - 2) + '…', line.Shortened().Text);
    }

    [Fact]
    public void Message_without_an_id_is_refused_and_nothing_is_written()
    {
        using var archive = MessageArchive.Open(_path);
        Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => archive.Add(Message(string.Empty, "Hello"), isWhole: true)).ErrorId);
        Assert.Equal(0, new FileInfo(_path).Length);
    }

    [Fact]
    public void Last_line_without_its_end_is_whole_and_the_next_one_begins_behind_it()
    {
        Add(Message("om_1", "Hello"));
        var text = File.ReadAllText(_path).TrimEnd('\n');
        File.WriteAllText(_path, "\uFEFF" + text + "\r\n" + text.Replace("om_1", "om_2", StringComparison.Ordinal));
        Assert.Equal(1, Add(Message("om_1", "Hello"), Message("om_2", "Hello"), Message("om_3", "Hello")));
        Assert.Equal(3, Lines.Length);
    }

    [Fact]
    public void File_of_a_later_version_is_not_written_to()
    {
        const string later = "{\"v\":2,\"messageId\":\"om_1\",\"text\":{\"new\":true}}\n";
        File.WriteAllText(_path, later);
        Assert.Equal("UnreadableManifest", Assert.Throws<LarkException>(() => MessageArchive.Open(_path)).ErrorId);
        Assert.Equal(later, File.ReadAllText(_path));
    }

    [Fact]
    public void Any_text_is_one_line()
    {
        Add(Message("om_1", "one\ntwo\r\nthree\u2028four \ud83d\ude00 \u202egnp"));
        Assert.Single(Lines);
        Assert.Contains("two", MessageLine.TryRead(Encoding.UTF8.GetBytes(Lines[0]))!.Text!, StringComparison.Ordinal);
    }

    private int Add(params LarkMessage[] messages)
    {
        using var archive = MessageArchive.Open(_path);
        return messages.Count(message => archive.Add(message, isWhole: true));
    }

    private static LarkMessage Message(string id, string text) => MessageParser.FromFields(
        id,
        "text",
        System.Text.Json.JsonSerializer.Serialize(new { text }),
        name => name switch { "create_time" => "1790000000000", "chat_id" => "oc_1", _ => null },
        false);
}
