namespace LarkResources.Tests.Api;

/// <summary>Ids and links as people give them, before they enter an address.</summary>
public sealed class ApiPathTests
{
    [Theory]
    [InlineData("MessageId", "om_1", "om_1")]
    [InlineData("MessageId", "  om_1\n", "om_1")]
    [InlineData("MessageId", "a:b@c", "a:b@c")]
    [InlineData("MessageId", "x😀y", "x😀y")]
    [InlineData("ChatId", "oc_1", "oc_1")]
    [InlineData("ThreadId", "omt_1", "omt_1")]
    [InlineData("SenderId", "ou_1", "ou_1")]
    [InlineData("FileKey", "img_1", "img_1")]
    [InlineData("FileKey", "om_1", "om_1")]
    [InlineData("ChatId", "https://applink.feishu.cn/client/chat/open?openChatId=oc_1&position=3", "oc_1")]
    [InlineData("ChatId", "https://applink.feishu.cn/client/chat/open?openChatId=%20&open_chat_id=oc_2", "oc_2")]
    [InlineData("ChatId", "lark://x?chatId=oc_3", "oc_3")]
    [InlineData("ThreadId", "https://x.example/y?open_thread_id=omt_1", "omt_1")]
    [InlineData("MessageId", "https://x.example/y?openMessageId=om_1", "om_1")]
    public void An_id_is_what_stands_between_blanks_or_in_a_link(string parameter, string given, string expected)
    {
        Assert.Equal(expected, ApiPath.Clean(parameter, given));
        Assert.Equal(Uri.EscapeDataString(expected), ApiPath.Segment(parameter, given));
        Assert.Equal((expected, null), ApiPath.TryClean(parameter, given));
    }

    [Theory]
    [InlineData("", "is blank")]
    [InlineData("  ", "is blank")]
    [InlineData(".", "is not an id")]
    [InlineData("..", "is not an id")]
    [InlineData("a/b", "has a character that no id has")]
    [InlineData("a\\b", "has a character that no id has")]
    [InlineData("a?b", "has a character that no id has")]
    [InlineData("a#b", "has a character that no id has")]
    [InlineData("a%b", "has a character that no id has")]
    [InlineData("a b", "has a character that no id has")]
    [InlineData("Finance*", "has a character that no id has")]
    [InlineData("a\u0001b", "has a character that no id has")]
    [InlineData("a\u200Bb", "has an invisible character")]
    [InlineData("oc_1", "looks like a ChatId")]
    [InlineData("omt_1", "looks like a ThreadId")]
    [InlineData("ou_1", "looks like a SenderId")]
    [InlineData("img_1", "looks like a FileKey")]
    [InlineData("file_v3_1", "looks like a FileKey")]
    public void What_no_id_can_be_is_refused_with_its_fault(string given, string fault)
    {
        var (id, refused) = ApiPath.TryClean("MessageId", given);

        Assert.Null(id);
        Assert.Contains(fault, refused!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, c => char.IsControl(c) || c == '\u200B');
    }

    [Theory]
    [InlineData("财务共享")]
    [InlineData("a:b@c")]
    [InlineData("Finance.Team")]
    [InlineData("oc_财务")]
    [InlineData("x😀y")]
    public void A_chat_id_with_a_character_that_ids_do_not_have_is_refused(string given)
    {
        var refused = ApiPath.TryClean("ChatId", given).Fault!;

        Assert.Contains($"'{given}' has a character that no id has".Replace("😀", "\uFFFD\uFFFD", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
        Assert.Contains("Get-LarkChat 'Finance Team'", refused.Recommendation, StringComparison.Ordinal);
        Assert.Equal("Finance-Team_2", ApiPath.Clean("ChatId", "Finance-Team_2"));
    }

    [Theory]
    [InlineData("oc_1", "Run Get-LarkMessage -ChatId oc_1 to ")]
    [InlineData("omt_1", "Run Get-LarkMessage -ThreadId omt_1 to ")]
    [InlineData("oc_1;a", "Press Tab ")]
    [InlineData("ou_1", "Press Tab ")]
    public void The_advice_for_the_id_of_a_chat_or_thread_in_place_of_a_message_is_the_command_for_it(string given, string advice) =>
        Assert.StartsWith(advice, ApiPath.TryClean("MessageId", given).Fault!.Recommendation, StringComparison.Ordinal);

    // Not in the table above: an attribute cannot hold half a character.
    [Fact]
    public void Half_a_character_is_refused_and_a_whole_one_is_not()
    {
        Assert.All(
            (string[])["a\uD83D", "\uDE00a", "\uD83D\uD83D\uDE00", "\uD83Da", "\uD83D\uDE00\uDE00"],
            given => Assert.Contains("is not well-formed Unicode", ApiPath.TryClean("MessageId", given).Fault!.Message, StringComparison.Ordinal));
        Assert.Equal("\uD83D\uDE00\uD83D\uDE00", ApiPath.Clean("MessageId", "\uD83D\uDE00\uD83D\uDE00"));
    }

    [Fact]
    public void The_longest_id_is_taken_and_a_longer_one_is_shown_by_its_beginning()
    {
        Assert.Equal(512, ApiPath.Clean("MessageId", new string('x', 512)).Length);

        var refused = ApiPath.TryClean("MessageId", new string('x', 513)).Fault!;
        Assert.Contains($"'{new string('x', 60)}…' has 513 characters", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"'{new string('/', 60)}' has", ApiPath.TryClean("MessageId", new string('/', 60)).Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ChatId", "https://applink.feishu.cn/client/chat/open", "does not name a chat.")]
    [InlineData("ThreadId", "https://applink.feishu.cn/client/chat/open?openChatId=oc_1", "does not name a thread.")]
    [InlineData("MessageId", "https://applink.feishu.cn/client/message/link/open?token=abc", "does not name a message; its token can be read only by the Lark client.")]
    [InlineData("FileKey", "https://x.example/?fileKey=img_1", "does not name a resource.")]
    public void A_link_without_the_id_is_refused(string parameter, string link, string fault) =>
        Assert.Contains(fault, ApiPath.TryClean(parameter, link).Fault!.Message, StringComparison.Ordinal);

    [Fact]
    public void The_advice_for_a_link_names_its_chat()
    {
        Assert.Contains("-ChatId oc_1 ", ApiPath.TryClean("MessageId", "https://x.example/?openChatId=oc_1").Fault!.Recommendation, StringComparison.Ordinal);
        Assert.Contains("-ChatId <chat id> ", ApiPath.TryClean("MessageId", "https://x.example/").Fault!.Recommendation, StringComparison.Ordinal);
        Assert.Equal(ApiPath.Advice("ChatId"), ApiPath.TryClean("ChatId", "https://x.example/").Fault!.Recommendation);
    }

    [Theory]
    [InlineData("oc_1", true, true)]
    [InlineData(" oc_1 ", true, true)]
    [InlineData("om_1", true, false)]
    [InlineData("https://x.example/?openChatId=oc_1", true, true)]
    [InlineData("https://x.example/", true, false)]
    [InlineData(" ", true, false)]
    [InlineData("Finance Team", false, false)]
    [InlineData("document", false, false)]
    public void The_name_of_a_chat_is_told_from_an_id(string text, bool hasFormOfId, bool isChatId) =>
        Assert.Equal((hasFormOfId, isChatId), (ApiPath.HasFormOfId(text), ApiPath.IsChatId(text)));

    [Theory]
    [InlineData("img_v3_02ab-1_c", true)]
    [InlineData("file.v3:a+b=", true)]
    [InlineData(" img_1 ", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("..", false)]
    [InlineData("img_docs/a.png", false)]
    [InlineData("img_1%2f", false)]
    [InlineData("img_1?a", false)]
    [InlineData("img 1", false)]
    [InlineData("img_\u200b1", false)]
    [InlineData("img_\ufffd1", false)]
    public void A_key_that_can_be_sent_is_told_from_other_text(string text, bool isKey) => Assert.Equal(isKey, ApiPath.IsFileKey(text));

    [Fact]
    public void A_key_may_be_as_long_as_an_id()
    {
        var longest = new string('k', ApiPath.MaximumIdLength);
        Assert.True(ApiPath.IsFileKey(longest));
        Assert.True(ApiPath.IsFileKey($" {longest} "));
        Assert.False(ApiPath.IsFileKey(longest + "k"));
    }

    [Theory]
    [InlineData("https://open.feishu.cn", "https://open.feishu.cn/a/b")]
    [InlineData("https://gateway.example/lark/", "https://gateway.example/lark/a/b")]
    public void A_base_address_may_have_a_path(string address, string expected) => Assert.Equal(expected, ApiPath.Join(new(address), "a/b").AbsoluteUri);

    [Theory]
    [InlineData("applink.feishu.cn", "oc_1", 3L, "https://applink.feishu.cn/client/chat/open?openChatId=oc_1&position=3")]
    [InlineData("applink.feishu.cn", "oc_1", 0L, null)]
    [InlineData("applink.feishu.cn", "oc_1", null, null)]
    [InlineData("applink.feishu.cn", null, 3L, null)]
    [InlineData(null, "oc_1", 3L, null)]
    public void A_link_to_a_message_is_made_of_all_its_parts(string? host, string? chat, long? position, string? expected) =>
        Assert.Equal(expected, AppLink.ToMessage(host, chat, position));
}
