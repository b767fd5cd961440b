using System.Net;
using System.Text;
using LarkResources.Tests.Authentication;
using LarkResources.Tests.Messages;

namespace LarkResources.Tests.Fuzzing;

/// <summary>What random cases have found, each by its name.</summary>
public sealed class FindingTests
{
    [Theory]
    [InlineData("{\"\\ud83d\":1,\"elements\":[{\"image_key\":\"img_1\"}]}")]
    [InlineData("{\"title\":\"\\ude00\",\"elements\":[{\"image_key\":\"img_1\",\"\\ud83d\":0}]}")]
    [InlineData("\uFEFF{\"elements\":[{\"image_key\":\"img_1\"}]}")]
    [InlineData("{\"title\":\"\uD83D\",\"elements\":[{\"image_key\":\"img_1\"}]}")]
    public void Half_a_character_or_a_byte_order_mark_in_a_card_hides_no_picture(string content) =>
        Assert.Equal("img_1", Assert.Single(MessageParser.FromFields("om_1", "interactive", content, _ => null, false).Resources).FileKey);

    [Fact]
    public void A_file_name_cut_in_the_middle_of_an_emoji_is_kept_as_far_as_it_goes() =>
        Assert.Equal("a\uFFFD.txt", Assert.Single(Contents.Parse("file", """{"file_key":"file_1","file_name":"a\ud83d.txt"}""").Resources).Name);

    [Fact]
    public void Backslashes_before_a_u_are_no_escape() =>
        Assert.Equal("\\ud83d\\😀", Assert.Single(Contents.Parse("file", """{"file_key":"file_1","file_name":"\\ud83d\\\ud83d\ude00"}""").Resources).Name);

    [Fact]
    public void What_stands_beside_a_raw_card_is_found_too() =>
        Assert.Equal(["img_1", "img_2"], Contents.Parse("interactive", """{"json_card":"{\"img_key\":\"img_1\"}","elements":[{"img_key":"img_2"}]}""").Resources.Select(resource => resource.FileKey));

    [Fact]
    public void A_raw_card_that_cannot_be_read_hides_nothing_beside_it() =>
        Assert.Equal("img_2", Assert.Single(Contents.Parse("interactive", """{"json_card":"{cut","elements":[{"img_key":"img_2"}]}""").Resources).FileKey);

    [Fact]
    public void Markdown_with_a_text_and_a_content_is_read_in_both() =>
        Assert.Equal(["img_1", "img_2"], Contents.Parse("interactive", """{"tag":"markdown","text":"![](img_1)","content":"![](img_2)"}""").Resources.Select(resource => resource.FileKey));

    [Theory]
    [InlineData("{\"code\":234003,\"msg\":\"\\ud83d\"}")]
    [InlineData("{\"code\":234003,\"msg\":\"\u0080\"}")]
    public void A_failure_whose_text_is_no_text_does_not_pass_for_a_file(string body) =>
        Assert.Equal(234003, ApiFaultReader.Parse(HttpStatusCode.OK, Encoding.Latin1.GetBytes(body), null, null)?.Code);

    [Theory]
    [InlineData("\u200DBearer t-secret")]
    [InlineData("{\\\\\\\"app_secret\\\\\\\":\\\\\\\"t-secret\\\\\\\"}")]
    [InlineData("access_token=Bearer t-secret")]
    [InlineData("Bearer Bearer t-secret")]
    [InlineData("Bearer tenant_access_token = 't-secret'")]
    public void A_secret_is_struck_out_behind_what_hid_it(string text) => Assert.DoesNotContain("t-secret", SingleLineText.From(text, 300), StringComparison.Ordinal);

    [Fact]
    public void An_encoded_word_is_decoded_once() =>
        Assert.Equal("é\u00AD\u00AD", ContentDisposition.FileName($"attachment; filename=\"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes("é\u00AD\u00AD"))}?=\""));

    [Fact]
    public void A_name_that_bears_the_key_of_another_resource_does_not_take_its_place()
    {
        var folder = new FolderNames();
        var first = folder.Reserve("a (img_2).png", new("om_1", "img_1", LarkResourceType.Image));
        folder.Reserve("a.png", new("om_1", "img_3", LarkResourceType.Image));
        var third = folder.Reserve("a.png", new("om_1", "img_2", LarkResourceType.Image));
        Assert.NotEqual(first, third);
        Assert.Equal(third, folder.Reserve("a.png", new("om_1", "img_2", LarkResourceType.Image)));
    }

    [Fact]
    public void One_key_in_two_messages_is_two_files()
    {
        var folder = new FolderNames();
        var names = new[] { "om_1", "om_2", "om_3" }.Select(message => folder.Reserve("img_1.png", new(message, "img_1", LarkResourceType.Image)));
        Assert.Equal(3, names.Distinct().Count());
    }

    [Fact]
    public void A_password_with_an_at_sign_is_not_repeated()
    {
        var e = Assert.Throws<LarkException>(() => BaseAddress.Check(new Uri("me:Pass@word@host", UriKind.RelativeOrAbsolute), false));
        Assert.DoesNotContain("word", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_at_which_the_parser_of_the_runtime_falls_over_is_no_address()
    {
        const string text = "\\\\\u202E";
        Assert.Null(WebAddress.Parse(text, UriKind.RelativeOrAbsolute));
        Assert.Null(SingleLineText.Link(text));
    }

    [Fact]
    public void An_id_with_an_invisible_character_is_told()
    {
        var e = Assert.Throws<LarkException>(() => ApiPath.Segment("MessageId", "om_1\u200B"));
        Assert.Equal("InvalidRequestParameter", e.ErrorId);
        Assert.Contains("invisible character", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refresh_token_file_that_is_something_else_is_told_and_left()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        foreach (var bytes in (byte[][])[new byte[1 << 20], [0xFF, 0xFE, 0, 0xD8], "two\nlines"u8.ToArray()])
        {
            File.WriteAllBytes(path, bytes);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => new RefreshTokenFile(path, TokenRig.Owner).Read()).ErrorId);
            Assert.Equal(bytes, File.ReadAllBytes(path));
        }
    }

    [Theory]
    [InlineData("con")]
    [InlineData("LPT1")]
    public void A_chat_whose_id_is_a_device_of_Windows_gets_a_folder_all_the_same(string id)
    {
        var folder = PortableFileName.Folder(null, id);
        Assert.NotEqual(id, folder);
        Assert.True(PortableFileName.IsFolderOf(folder, id));
    }

    [Fact]
    public void A_manifest_with_a_byte_order_mark_and_without_its_last_line_break_loses_no_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(Manifest.FileName);
        File.WriteAllBytes(path, [.. Encoding.UTF8.Preamble, .. ManifestLine.Write(new() { MessageId = "om_1" })[..^1]]);
        using var manifest = Manifest.Open(path);
        Assert.Equal("om_1", Assert.Single(manifest.Entries).MessageId);
    }

    [Fact]
    public void A_line_of_a_later_version_without_its_line_break_is_not_taken_for_a_torn_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(Manifest.FileName);
        const string Line = """{"v":2,"messageId":["om_1"]}""";
        File.WriteAllText(path, Line);
        Assert.Equal("UnreadableManifest", Assert.Throws<LarkException>(() => Manifest.Open(path)).ErrorId);
        Assert.Equal(Line, File.ReadAllText(path));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00+00:00")]
    [InlineData("9999-12-31T00:00:00+00:00")]
    public void A_history_that_was_read_until_a_time_that_cannot_be_is_read_again(string until)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ExportCheckpoint.FileName), $$$$"""{"v":1,"timeZone":"Asia/Shanghai","app":{"covered":[{"from":null,"until":"{{{{until}}}}","kinds":["file"],"threads":true,"partialThreads":{"omt_1":{"from":null,"until":"{{{{until}}}}"}}}],"threads":["omt_1"],"unread":["om_1"],"unreadThreads":[]}}""");
        var state = ExportCheckpoint.Read(folder.Path);
        var app = state.Of(isUser: false);
        Assert.Null(app.ContinuedBy(new() { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.File } }));
        Assert.Equal(("omt_1", "om_1", "Asia/Shanghai"), (Assert.Single(app.Threads), Assert.Single(app.Unread), state.TimeZone));
    }
}
