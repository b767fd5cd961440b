using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LarkResources.Tests;

/// <summary>Under a Chinese UI culture a message is Chinese but for ids, codes, names, hosts and commands; under an English one it has no Chinese.</summary>
public sealed class ChineseMessageTests
{
    private static readonly Uri Host = new("https://open.larksuite.com");

    public static TheoryData<string> Failures() => [.. Made.Keys.Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, Func<LarkException>> Made = new()
    {
        ["code with log id"] = () => LarkErrors.FromFault(new() { Status = HttpStatusCode.BadRequest, Code = 234004, LogId = "20261122" }, What, "k"),
        ["unknown code"] = () => LarkErrors.FromFault(new() { Status = HttpStatusCode.BadRequest, Code = 4242424, LogId = "20261122" }, What, "k"),
        ["scopes"] = () => LarkErrors.FromFault(new() { Status = HttpStatusCode.BadRequest, Code = 99991672, Scopes = ["im:message", "im:chat"] }, What, "k"),
        ["wrong id"] = () => LarkErrors.FromFault(new() { Status = HttpStatusCode.BadRequest, Code = 230001, Message = "ext=invalid message_id" }, What, "om_x"),
        ["no code"] = () => LarkErrors.FromFault(new() { Status = HttpStatusCode.BadGateway }, What, "k"),
        ["407"] = () => LarkErrors.FromFault(new() { Status = HttpStatusCode.ProxyAuthenticationRequired }, What, "k"),
        ["name"] = () => LarkErrors.FromTransport(new HttpRequestException(HttpRequestError.NameResolutionError), Host, What, "k"),
        ["tls"] = () => LarkErrors.FromTransport(new HttpRequestException(HttpRequestError.SecureConnectionError), Host, What, "k"),
        ["refused"] = () => LarkErrors.FromTransport(new HttpRequestException(HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.ConnectionRefused)), Host, What, "k"),
        ["broken"] = () => LarkErrors.FromTransport(new HttpRequestException(HttpRequestError.ResponseEnded), Host, What, "k"),
        ["silent"] = () => LarkErrors.FromTransport(new TimeoutException(), Host, What, "k"),
        ["proxy"] = () => LarkErrors.FromTransport(Noted(new HttpRequestException(HttpRequestError.ConnectionError)), Host, What, "k"),
        ["blank id"] = () => Assert.Throws<LarkException>(() => ApiPath.Clean("MessageId", " ")),
        ["long id"] = () => Assert.Throws<LarkException>(() => ApiPath.Clean("ChatId", new string('x', 600))),
        ["slash in id"] = () => Assert.Throws<LarkException>(() => ApiPath.Clean("ThreadId", "a/b")),
        ["other id"] = () => Assert.Throws<LarkException>(() => ApiPath.Clean("FileKey", "..")),
        ["chat id as message"] = () => Assert.Throws<LarkException>(() => ApiPath.Clean("MessageId", "oc_x")),
        ["link"] = () => Assert.Throws<LarkException>(() => ApiPath.Clean("MessageId", "https://applink.feishu.cn/client/message/link/open?token=x")),
        ["no connection"] = LarkErrors.NotConnected,
        ["window"] = () => LarkErrors.WindowReversed(new(2026, 2, 1, 0, 0, 0, default), new(2026, 1, 1, 0, 0, 0, default)),
        ["nothing to export"] = LarkErrors.NothingToExport,
        ["not a chat"] = LarkErrors.NotAChat,
        ["name as chat id"] = () => Assert.Throws<LarkException>(() => ApiPath.Clean("ChatId", "a.b")),
        ["region"] = () => Assert.Throws<LarkException>(() => EnvironmentCredentials.Find(name => name is "LARK_REGION" ? "mars" : name is "LARK_APP_ID" or "LARK_APP_SECRET" ? "x" : null)),
        ["base address"] = () => Assert.Throws<LarkException>(() => EnvironmentCredentials.Find(name => name is "LARK_BASE_URL" ? "ftp:x" : name is "LARK_APP_ID" or "LARK_APP_SECRET" ? "x" : null)),
        ["half an environment"] = () => EnvironmentCredentials.NotConnected(name => name is "LARK_APP_ID" ? "x" : null),
        ["unencrypted"] = () => Assert.Throws<LarkException>(() => BaseAddress.Check(new("http://gateway.example.com"), allowUnencrypted: false)),
    };

    private static string What => LarkErrors.Localized("Message 'om_1' could not be read", "无法读取消息 'om_1'");

    [Theory]
    [MemberData(nameof(Failures))]
    public void Message_and_recommendation_are_in_one_language(string failure)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = new("zh-CN");
            var chinese = Made[failure]();
            ChineseText.AssertOnly(chinese.Message);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}{2}", chinese.Recommendation);

            CultureInfo.CurrentUICulture = new("en-US");
            var english = Made[failure]();
            Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", english.Message + english.Recommendation);
            Assert.Equal(english.ErrorId, chinese.ErrorId);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void A_sentence_that_is_added_leaves_the_log_id_at_the_end()
    {
        var e = LarkErrors.Amended(Made["code with log id"](), "More.");
        Assert.EndsWith("More. (code 234004, log id 20261122)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_proxy_is_named_and_its_password_is_not()
    {
        var e = Made["proxy"]();
        Assert.Contains("the proxy proxy.example.com:8080 for open.larksuite.com:443", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.Contains("the right -Proxy", e.Recommendation, StringComparison.Ordinal);
    }

    private static HttpRequestException Noted(HttpRequestException e)
    {
        FailedPeer.AtProxy(new("http://user:secret@proxy.example.com:8080"), Host).NoteOn(e);
        return e;
    }
}
