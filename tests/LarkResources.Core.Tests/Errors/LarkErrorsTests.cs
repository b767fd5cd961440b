using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace LarkResources.Tests;

public class LarkErrorsTests
{
    private const string What = "Resource 'file_x' of message 'om_y' could not be downloaded";

    private static readonly Uri BaseUri = new("https://open.larksuite.com");

    [Fact]
    public void The_message_stands_on_its_own()
    {
        var e = LarkErrors.FromFault(Fault(234004) with { Message = "App not in chat.", LogId = "20250101abc" }, What, "file_x");

        Assert.Equal(What + ": The app's bot is not a member of the chat the message is in. (code 234004, log id 20250101abc)", e.Message);
        Assert.Equal(("AppNotInChat", LarkErrorCategory.PermissionDenied, "file_x"), (e.ErrorId, e.Category, e.Target));
        Assert.Equal((234004, HttpStatusCode.BadRequest, "20250101abc"), (e.Code, e.HttpStatusCode, e.LogId));
        Assert.Equal(CatalogueLink.Resource, e.HelpLink);
    }

    [Theory]
    [InlineData(230001, "Your request contains an invalid request parameter, ext=invalid message_id", "The platform says: \"invalid message_id\".")]
    [InlineData(234003, "File not in msg.", "The platform says: \"File not in msg\".")]
    [InlineData(123456, "something new", "The platform says: \"something new\".")]
    public void The_platforms_words_follow_where_they_add_something(int code, string message, string part)
    {
        var e = LarkErrors.FromFault(Fault(code) with { Message = message }, What, null);

        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.EndsWith($"(code {code})", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_scope_is_named_with_the_page_that_grants_it()
    {
        var fault = Fault(99991672) with
        {
            Message = "Access denied. One of the following scopes is required: [im:message,im:message:readonly]",
            Scopes = ["im:message", "im:message:readonly"],
            HelpLinks = ["https://open.larksuite.com/app/cli_1/auth?q=im:message"],
        };

        var e = InCulture("en-GB", () => LarkErrors.FromFault(fault, What, null));
        Assert.Equal(What + ": The app lacks a scope this call needs. One of these scopes is needed: im:message, im:message:readonly. (code 99991672)", e.Message);
        Assert.Equal("Open https://open.larksuite.com/app/cli_1/auth?q=im:message, add one of im:message, im:message:readonly, then create and publish a version of the app.", e.Recommendation);
        Assert.Equal(fault.HelpLinks[0], e.HelpLink);
        Assert.Equal(fault.Scopes, e.Scopes);

        var chinese = InCulture("zh-Hans-CN", () => LarkErrors.FromFault(fault with { HelpLinks = [] }, What, null));
        Assert.Equal("在开发者后台打开 权限管理，开通以下任一权限：im:message, im:message:readonly，再到 版本管理与发布 创建版本并发布。", chinese.Recommendation);
    }

    [Theory]
    [InlineData("zh-CN", "群设置")]
    [InlineData("zh-TW", "群设置")]
    [InlineData("en-US", "Add Bot")]
    [InlineData("de-DE", "Add Bot")]
    [InlineData("", "Add Bot")]
    public void The_recommendation_is_in_the_language_of_the_shell(string culture, string part) =>
        Assert.Contains(part, InCulture(culture, () => LarkErrors.FromFault(Fault(234004), What, null)).Recommendation, StringComparison.Ordinal);

    [Fact]
    public void An_access_policy_leads_to_its_page()
    {
        var e = LarkErrors.FromFault(Fault(21000) with { ChallengeLink = "https://example.com/c", HelpLinks = ["https://example.com/h"] }, What, null);

        Assert.Contains("https://example.com/c", e.Recommendation, StringComparison.Ordinal);
        Assert.Equal("https://example.com/c", e.HelpLink);
        Assert.Equal(["https://example.com/c", "https://example.com/h"], e.HelpLinks);
    }

    [Fact]
    public void Fields_are_named() =>
        Assert.Contains(
            " Fields: message_id: invalid; type: missing. (code 99992402)",
            LarkErrors.FromFault(Fault(99992402) with { Fields = ["message_id: invalid", "type: missing"] }, What, null).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_unknown_code_leads_to_the_platforms_own_advice() =>
        Assert.Contains(
            "https://open.feishu.cn/search?code=1",
            LarkErrors.FromFault(Fault(123456) with { TroubleshooterLink = "https://open.feishu.cn/search?code=1" }, What, null).Recommendation,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Your request contains an invalid request parameter, ext=invalid message_id", "om_x", "MessageNotFound", "om_")]
    [InlineData("Your request contains an invalid request parameter, ext=invalid chat_id.", "oc_x", "ChatNotFound", "oc_")]
    [InlineData("Your request contains an invalid request parameter, ext=invalid container_id.", "oc_x", "ChatNotFound", "oc_")]
    [InlineData("Your request contains an invalid request parameter, ext=invalid container_id.", "omt_x", "MessageNotFound", "omt_")]
    [InlineData("Your request contains an invalid request parameter, ext=invalid thread_id", "omt_x", "MessageNotFound", "omt_")]
    public void A_wrong_id_is_not_found_and_the_advice_says_what_such_an_id_looks_like(string message, string target, string id, string prefix)
    {
        var e = InCulture("en-US", () => LarkErrors.FromFault(Fault(230001) with { Message = message }, What, target));

        Assert.Equal((id, LarkErrorCategory.ObjectNotFound, 230001), (e.ErrorId, e.Category, e.Code));
        Assert.Contains($"begins with {prefix}", e.Recommendation, StringComparison.Ordinal);
        Assert.Contains("does not exist", e.Message, StringComparison.Ordinal);
        Assert.True(e.Disposition.HasFlag(Disposition.FinalForMessage));
    }

    [Fact]
    public void The_id_may_also_stand_in_the_fields() => Assert.Equal(
        "ChatNotFound",
        LarkErrors.FromFault(Fault(230001) with { Message = "invalid", Fields = ["container_id: not found"] }, What, "oc_x").ErrorId);

    [Theory]
    [InlineData("Your request contains an invalid request parameter, ext=invalid container_id_type")]
    [InlineData("Your request contains an invalid request parameter, ext=invalid start_time")]
    [InlineData("Your request contains an invalid request parameter, ext=invalid message_id_list")]
    [InlineData("Your request contains an invalid request parameter, ext=invalid page_token")]
    [InlineData("invalid")]
    [InlineData(null)]
    public void Any_other_parameter_of_that_code_is_a_wrong_parameter(string? message)
    {
        var e = LarkErrors.FromFault(Fault(230001) with { Message = message }, What, "oc_x");

        Assert.Equal(("InvalidRequestParameter", LarkErrorCategory.InvalidArgument), (e.ErrorId, e.Category));
    }

    [Theory]
    [InlineData(400, "UnexpectedResponse", LarkErrorCategory.InvalidResult)]
    [InlineData(401, "UnexpectedResponse", LarkErrorCategory.InvalidResult)]
    [InlineData(408, "UnexpectedResponse", LarkErrorCategory.OperationTimeout)]
    [InlineData(429, "RateLimited", LarkErrorCategory.LimitsExceeded)]
    [InlineData(500, "PlatformError", LarkErrorCategory.ResourceUnavailable)]
    [InlineData(502, "PlatformError", LarkErrorCategory.ResourceUnavailable)]
    public void An_answer_without_a_code_has_the_id_of_its_status_and_shows_its_first_bytes(int status, string id, LarkErrorCategory category)
    {
        var fault = new ApiFault { Status = (HttpStatusCode)status, BodyStart = "<html> 502", LogId = "id" };

        var e = LarkErrors.FromFault(fault, What, null);

        Assert.Equal((id, category, null), (e.ErrorId, e.Category, e.Code));
        Assert.Equal($"{What}: The response does not come from the API; it begins with: <html> 502 (HTTP {status}, log id id)", e.Message);
        Assert.NotNull(e.Recommendation);
    }

    [Fact]
    public void A_local_failure_takes_category_and_advice_from_its_row()
    {
        var inner = new IOException("x");
        var e = LarkErrors.Local("FileExists", "File 'a' exists.", "a", inner);

        Assert.Equal(("FileExists", LarkErrorCategory.ResourceExists, "File 'a' exists.", "a"), (e.ErrorId, e.Category, e.Message, e.Target));
        Assert.Same(inner, e.InnerException);
        Assert.NotNull(e.Recommendation);
        Assert.Throws<ArgumentException>(() => LarkErrors.Local("Nonsense", "x", null));
    }

    public static TheoryData<Exception, string, string> Transport => new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError, "x"), "ConnectionFailed", "the name of open.larksuite.com:443 could not be resolved" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused)), "ConnectionFailed", "no connection to open.larksuite.com:443 (ConnectionRefused)" },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("The remote certificate is invalid.")), "ConnectionFailed", "the TLS certificate of open.larksuite.com:443 was not accepted or the handshake failed: The remote certificate is invalid" },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "x"), "ConnectionFailed", "could not make a TLS connection to open.larksuite.com:443" },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError, "http://user:pass@proxy", null, HttpStatusCode.ProxyAuthenticationRequired), "ConnectionFailed", "the proxy refused a tunnel to open.larksuite.com:443 (HTTP 407)" },
        { new HttpRequestException(HttpRequestError.ResponseEnded, "x"), "ConnectionFailed", "broke before the response was complete" },
        { new HttpRequestException(HttpRequestError.InvalidResponse, "x"), "UnexpectedResponse", "not valid HTTP" },
        { new HttpRequestException("x", new SocketException((int)SocketError.HostNotFound)), "ConnectionFailed", "could not be resolved" },
        { new HttpRequestException("x"), "ConnectionFailed", "no connection to open.larksuite.com:443" },
        { new HttpIOException(HttpRequestError.ResponseEnded, "x"), "ConnectionFailed", "broke before the response was complete" },
        { new IOException("x", new SocketException((int)SocketError.ConnectionReset)), "ConnectionFailed", "(ConnectionReset)" },
        { new SocketException((int)SocketError.NetworkUnreachable), "ConnectionFailed", "(NetworkUnreachable)" },
        { new TimeoutException("x"), "Timeout", "within the idle timeout" },
        { new TaskCanceledException("x", new TimeoutException()), "Timeout", "within the idle timeout" },
    };

    [Theory]
    [MemberData(nameof(Transport))]
    public void A_broken_transport_names_host_and_cause(Exception cause, string id, string part)
    {
        var e = LarkErrors.FromTransport(cause, BaseUri, What, "file_x");

        Assert.Equal(id, e.ErrorId);
        Assert.StartsWith(What + ": ", e.Message, StringComparison.Ordinal);
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", e.ToString(), StringComparison.Ordinal);
        Assert.NotNull(e.Recommendation);
    }

    [Fact]
    public void What_is_told_already_is_not_told_again()
    {
        var known = LarkErrors.Local("Timeout", "x", null);

        Assert.Same(known, LarkErrors.FromTransport(known, BaseUri, What, null));
    }

    private static ApiFault Fault(int code) => new() { Code = code, Status = HttpStatusCode.BadRequest };

    private static T InCulture<T>(string name, Func<T> action)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(name);
        try
        {
            return action();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
