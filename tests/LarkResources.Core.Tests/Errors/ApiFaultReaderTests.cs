using System.Net;
using System.Text;

namespace LarkResources.Tests;

public class ApiFaultReaderTests
{
    private const string Full = """
        {"code":99991672,"msg":"Access denied.\nOne of the following scopes is required: [im:message,im:message:readonly]",
         "error":{"log_id":"20250101abc","troubleshooter":"排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?from=openapi&log_id=20250101abc&code=99991672",
          "permission_violations":[{"type":"action_scope_required","subject":"im:message"},{"subject":"im:message:readonly"},{"subject":"im:message"}],
          "field_violations":[{"field":"message_id","value":"x","description":"invalid"},{"field":"type"}],
          "helps":[{"url":"https://open.feishu.cn/app/cli_1/auth?q=im:message","description":"…"},{"url":"/ssl:ttdoc/relative"}]},
         "data":{"challenge_url":"https://example.com/challenge"}}
        """;

    [Fact]
    public void The_whole_error_body_is_read()
    {
        var fault = Parse(400, Full, "header-id")!;

        Assert.Equal(99991672, fault.Code);
        Assert.Equal("Access denied. One of the following scopes is required: [im:message,im:message:readonly]", fault.Message);
        Assert.Equal("20250101abc", fault.LogId);
        Assert.Equal(["im:message", "im:message:readonly"], fault.Scopes);
        Assert.Equal(["message_id: invalid", "type"], fault.Fields);
        Assert.Equal(["https://open.feishu.cn/app/cli_1/auth?q=im:message"], fault.HelpLinks);
        Assert.Equal("https://example.com/challenge", fault.ChallengeLink);
        Assert.Equal("https://open.feishu.cn/search?from=openapi&log_id=20250101abc&code=99991672", fault.TroubleshooterLink);
        Assert.Null(fault.BodyStart);
    }

    [Theory]
    [InlineData("""{"code":1,"msg":"a","log_id":"top","error":{"log_id":"inner"}}""", 1, "a", "top", null)]
    [InlineData("""{"code":"234004","msg":"as text"}""", 234004, "as text", "header", null)]
    [InlineData("""{"code":20064,"error":"invalid_grant","error_description":"used"}""", 20064, "used", "header", null)]
    [InlineData("""{"code":20064,"error":"invalid_grant"}""", 20064, "invalid_grant", "header", null)]
    [InlineData("""{"msg":"no code"}""", null, "no code", "header", null)]
    [InlineData("""{"code":1,"code":2,"msg":"a","msg":"b"}""", 2, "b", "header", null)]
    [InlineData("""{"code":99999999999,"msg":"too large"}""", null, "too large", "header", null)]
    [InlineData("""{"code":1,"error":[1],"data":"x"}""", 1, null, "header", null)]
    [InlineData("""{"code":1,"msg":{"a":1},"error":{"helps":{},"permission_violations":["im:chat",7,null]}}""", 1, null, "header", null)]
    [InlineData("""{"message":"gateway"}""", null, "gateway", "header", null)]
    [InlineData("""{"errors":[]}""", null, null, "header", """{"errors":[]}""")]
    [InlineData("""{"code":234004,"msg":"cut""", null, null, "header", """{"code":234004,"msg":"cut""")]
    [InlineData("<html>\r\n <h1>502 Bad Gateway</h1>\u0000\u001b[31m\u202e", null, null, "header", "<html> <h1>502 Bad Gateway</h1>\ufffd\ufffd[31m\ufffd")]
    [InlineData("[1]", null, null, "header", "[1]")]
    [InlineData("", null, null, "header", null)]
    [InlineData(" \r\n", null, null, "header", null)]
    [InlineData("""{"code":1,"msg":"\ud800"}""", 1, "\uFFFD", "header", null)]
    public void A_failing_status_is_a_fault_whatever_the_body(string body, int? code, string? message, string logId, string? start)
    {
        foreach (var mark in new[] { "", "\ufeff" })
        {
            var fault = Parse(400, mark + body, "header");

            Assert.Equal((code, message, logId, start), (fault!.Code, fault.Message, fault.LogId, fault.BodyStart));
        }
    }

    [Theory]
    [InlineData("""{"code":0,"msg":"ok"}""", false)]
    [InlineData("""{"code":0.0}""", false)]
    [InlineData("""{"code":"234004"}""", false)]
    [InlineData("""{"name":"a file"}""", false)]
    [InlineData("[{\"code\":1}]", false)]
    [InlineData("not json", false)]
    [InlineData("""{"code":99991663,"msg":"invalid"}""", true)]
    [InlineData("""{"code":1e300}""", true)]
    public void A_success_status_is_a_fault_only_with_a_code(string body, bool isFault) =>
        Assert.Equal(isFault, Parse(200, body) is not null);

    [Fact]
    public void Deep_nesting_is_not_followed()
    {
        var deep = "{\"code\":1,\"data\":" + new string('[', 10_000) + new string(']', 10_000) + "}";

        Assert.Null(Parse(400, deep)!.Code);
        Assert.Null(Parse(200, deep));
    }

    [Fact]
    public void Huge_texts_are_cut()
    {
        var huge = new string('x', 1_000_000);
        var fault = Parse(400, $$$"""{"code":1,"msg":"{{{huge}}}","error":{"log_id":"{{{huge}}}","helps":[{"url":"https://{{{huge}}}"}],"permission_violations":[{"subject":"{{{huge}}}"}]}}""")!;

        Assert.True(fault.Message!.Length <= 500);
        Assert.True(fault.LogId!.Length <= 128);
        Assert.Empty(fault.HelpLinks);
        Assert.True(fault.Scopes[0].Length <= 300);
        Assert.True(Parse(502, huge)!.BodyStart!.Length <= 200);
    }

    [Theory]
    [InlineData("Authorization: Bearer t-g1044ghJRUIJJ5ELPK6", "t-g1044")]
    [InlineData("""{"app_id":"cli_1","app_secret":"s3cr3t\"}""", "s3cr3t")]
    [InlineData("""<pre>{\"tenant_access_token\": \"t-abc\"}</pre>""", "t-abc")]
    [InlineData("grant_type=refresh_token&refresh_token=ur-xyz&client_secret=q1w2", "ur-xyz")]
    [InlineData("grant_type=refresh_token&refresh_token=ur-xyz&client_secret=q1w2", "q1w2")]
    public void A_body_that_echoes_the_request_does_not_give_its_secrets_away(string body, string secret) =>
        Assert.DoesNotContain(secret, Parse(400, body)!.BodyStart, StringComparison.Ordinal);

    [Theory]
    [InlineData("2.5", null, 2.5)]
    [InlineData("2", "7", 2.0)]
    [InlineData("soon", "7", 7.0)]
    [InlineData("9", "7", 9.0)]
    [InlineData(null, "Fri, 31 Dec 1999 23:59:59 GMT", 0.0)]
    [InlineData(null, "Sat, 01 Jan 2000 00:00:30 GMT", 30.0)]
    [InlineData(null, "Sun, 02 Jan 2000 00:00:00 GMT", 300.0)]
    [InlineData("1e300", null, 300.0)]
    [InlineData("NaN", "-4", null)]
    [InlineData("soon", "later", null)]
    [InlineData(null, null, null)]
    public void The_wait_is_the_platforms_own_and_then_that_of_HTTP(string? reset, string? retryAfter, double? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        Add(response, "X-OGW-RateLimit-Reset", reset);
        Add(response, "retry-after", retryAfter);

        var wait = ApiFaultReader.RetryAfterOf(response, new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(seconds, wait?.TotalSeconds);
    }

    /// <summary>Some gateways write when the quota is free again, not in how many seconds.</summary>
    [Theory]
    [InlineData("1793577630", null, 30.0)]
    [InlineData("1793577630.5", null, 30.5)]
    [InlineData("1793577630500", null, 30.5)]
    [InlineData(null, "1793577630", 30.0)]
    [InlineData("1793577000", "7", 0.0)]
    [InlineData("1793577000000", null, 0.0)]
    [InlineData("1893577630", null, 300.0)]
    [InlineData("999999999", null, 300.0)]
    public void A_wait_that_is_plainly_a_time_since_1970_is_read_as_one(string? reset, string? retryAfter, double seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        Add(response, "x-ogw-ratelimit-reset", reset);
        Add(response, "Retry-After", retryAfter);

        var wait = ApiFaultReader.RetryAfterOf(response, DateTimeOffset.FromUnixTimeSeconds(1793577600));

        Assert.Equal(seconds, wait!.Value.TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData("""[{"key":"page_size","value":"must be 1 to 50"}]""", "page_size: must be 1 to 50")]
    [InlineData("""[{"value":"must be 1 to 50"}]""", "must be 1 to 50")]
    [InlineData("""[{"key":"page_size","value":51}]""", "page_size: 51")]
    [InlineData("""[{"key":"a","value":"b"},{"key":"a","value":"b"},{"key":"c","value":"d\ne"}]""", "a: b; c: d e")]
    [InlineData("""[{"key":"page_size"},{"key":"a","value":{}},7,null]""", "")]
    [InlineData("{}", "")]
    public void Reasons_in_details_are_read_like_fields(string details, string fields) =>
        Assert.Equal(fields, string.Join("; ", Parse(400, $$$"""{"code":230001,"msg":"invalid","error":{"details":{{{details}}}}}""")!.Fields));

    [Fact]
    public void Reasons_follow_the_fields_and_repeat_none() =>
        Assert.Equal(
            ["type: invalid", "page_size: 51"],
            Parse(400, """{"code":1,"error":{"field_violations":[{"field":"type","description":"invalid"}],"details":[{"key":"type","value":"invalid"},{"key":"page_size","value":"51"}]}}""")!.Fields);

    [Theory]
    [InlineData("""{"code":1,"error":{"details":[{"key":"app_secret","value":"s3cr3t"}]}}""")]
    [InlineData("""{"code":1,"error":{"field_violations":[{"field":"app_secret","description":"s3cr3t"}]}}""")]
    public void A_reason_that_is_a_secret_is_struck_out(string body) =>
        Assert.DoesNotContain("s3cr3t", string.Join(';', Parse(400, body)!.Fields), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"code":21001,"data":{"challenge_url":"https://example.com/c"}}""")]
    [InlineData("""{"code":21001,"error":{"log_id":"L2","data":{"challenge_url":"https://example.com/c"}}}""")]
    [InlineData("""{"code":21000,"msg":"denied","challenge_url":"https://example.com/c"}""")]
    [InlineData("""{"code":21000,"data":{"challenge_url":""},"error":{"data":{"challenge_url":"javascript:alert(1)"}},"challenge_url":"https://example.com/c"}""")]
    public void The_link_of_a_policy_is_read_in_each_of_its_places(string body) =>
        Assert.Equal("https://example.com/c", Parse(400, body)!.ChallengeLink);

    [Theory]
    [InlineData("a", "b", "a")]
    [InlineData(null, "b", "b")]
    [InlineData("", "b", "b")]
    [InlineData(null, null, null)]
    public void The_log_id_comes_from_either_header(string? tt, string? request, string? expected)
    {
        using var response = new HttpResponseMessage();
        Add(response, "x-tt-logid", tt);
        Add(response, "X-REQUEST-ID", request);

        Assert.Equal(expected, ApiFaultReader.LogIdOf(response));
    }

    private static void Add(HttpResponseMessage response, string name, string? value)
    {
        if (value is not null)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static ApiFault? Parse(int status, string body, string? logId = null) =>
        ApiFaultReader.Parse((HttpStatusCode)status, Encoding.UTF8.GetBytes(body), logId, null);
}
