using System.Globalization;
using System.Text.Json;

namespace LarkResources.Tests.Messages;

/// <summary>Who sent a message, where it is, and which one it is a copy of: from fields that may be missing or anything at all.</summary>
public sealed class SenderAndPlaceTests
{
    [Theory]
    [InlineData("en-US", """{"sender_name":"陈伟","sender_i18n_names":{"zh_cn":"陈伟","en_us":"Chen Wei"}}""", "Chen Wei")]
    [InlineData("zh-CN", """{"sender_name":"Chen Wei","sender_i18n_names":{"zh_cn":"陈伟","en_us":"Chen Wei"}}""", "陈伟")]
    [InlineData("de-DE", """{"sender_name":"陈伟","sender_i18n_names":{"zh_cn":"陈伟","en_us":"Chen Wei"}}""", "Chen Wei")]
    [InlineData("en-US", """{"sender_name":"陈伟","sender_i18n_names":{"zh_cn":"陈伟","en_us":""}}""", "陈伟")]
    [InlineData("en-US", """{"sender_i18n_names":{"ja_jp":"佐藤"}}""", "佐藤")]
    [InlineData("en-US", """{"sender_name":"Ann","sender_i18n_names":"x"}""", "Ann")]
    [InlineData("en-US", """{"sender_name":null,"sender_i18n_names":null}""", null)]
    [InlineData("en-US", """{"sender_name":["x"],"sender_i18n_names":["x"]}""", null)]
    [InlineData("en-US", """{"sender_name":"   "}""", null)]
    [InlineData("en-US", """{}""", null)]
    public void Name_is_that_of_the_language_else_any(string culture, string sender, string? name)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(name, Parse($$$"""{"message_id":"om_1","sender":{{{sender}}}}""").SenderName);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a\u202Egnp.exe\u001b[31m\r\nb")]
    public void Name_is_one_line_that_changes_nothing_around_it(string hostile)
    {
        var name = Parse($$$"""{"message_id":"om_1","sender":{"id":"ou_1","sender_name":{{{JsonSerializer.Serialize(hostile)}}}}}""").SenderName!;
        Assert.DoesNotContain(name, c => char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format);
    }

    [Theory]
    [InlineData("""{"type":1,"related_message_id":"om_2"}""", "om_2", null)]
    [InlineData("""{"type":2,"related_message_id":"om_2"}""", null, "om_2")]
    [InlineData("""{"type":"1","related_message_id":"om_2"}""", "om_2", null)]
    [InlineData("""{"type":3,"related_message_id":"om_2"}""", null, null)]
    [InlineData("""{"type":1}""", null, null)]
    [InlineData("""{"type":1,"related_message_id":{}}""", null, null)]
    [InlineData("""[]""", null, null)]
    [InlineData("""null""", null, null)]
    public void Copy_and_reply_name_each_other(string sync, string? from, string? to)
    {
        var message = Parse($$$"""{"message_id":"om_1","sync_to_chat_info":{{{sync}}}}""");
        Assert.Equal((from, to), (message.SyncedFrom, message.SyncedTo));
    }

    [Theory]
    [InlineData("""{"message_app_link":"https://applink.larksuite.com/client/chat/open?openChatId=oc_1&position=3"}""", "https://applink.larksuite.com/client/chat/open?openChatId=oc_1&position=3")]
    [InlineData("""{"chat_id":"oc_1","message_position":"3"}""", "https://applink.feishu.cn/client/chat/open?openChatId=oc_1&position=3")]
    [InlineData("""{"chat_id":"oc_1&x=1","message_position":3}""", "https://applink.feishu.cn/client/chat/open?openChatId=oc_1%26x%3D1&position=3")]
    [InlineData("""{"chat_id":"oc_1","message_position":"-1"}""", null)]
    [InlineData("""{"chat_id":"oc_1","message_position":"x"}""", null)]
    [InlineData("""{"message_position":"3"}""", null)]
    [InlineData("""{"message_app_link":"javascript:alert(1)"}""", null)]
    [InlineData("""{"message_app_link":17}""", null)]
    public void Link_is_that_of_the_platform_else_made(string item, string? link)
    {
        Assert.Equal(link, Contents.ParseText(item, "applink.feishu.cn").Link);
    }

    [Fact]
    public void Link_is_not_made_where_the_platform_is_not_known()
    {
        Assert.Null(Contents.ParseText("""{"chat_id":"oc_1","message_position":"3"}""").Link);
        Assert.Equal(("applink.feishu.cn", "applink.larksuite.com", null), (AppLink.HostFor("open.feishu.cn"), AppLink.HostFor("open.larksuite.com"), AppLink.HostFor("gateway.example.com")));
    }

    [Theory]
    [InlineData("""{"chat_id":"oc_1","chat_mode":"p2p","name":"","p2p_target_id":null}""")]
    [InlineData("""{"chat_id":"oc_1","chat_mode":"p2p"}""")]
    [InlineData("""{"chat_id":"oc_1","chat_mode":"p2p","name":{},"p2p_target_id":[]}""")]
    public void Single_chat_with_a_person_who_has_left_is_known_by_its_id(string item)
    {
        using var json = JsonDocument.Parse(item);
        var chat = ChatParser.Parse(json.RootElement);
        Assert.Equal(("oc_1", "p2p", null), (chat.ToString(), chat.ChatMode, chat.P2pTargetId));
    }

    private static LarkMessage Parse(string item) => Contents.ParseText(item);
}
