using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Fuzzing;

/// <summary>Error bodies, and what of them comes before a person.</summary>
public sealed class FaultFuzz
{
    private const string Secret = "t-g104b1ezSECRETSECRETSECRET";

    private static readonly string[] Bodies =
    [
        """{"code":234003,"msg":"File not in msg.","error":{"log_id":"2026","permission_violations":[{"subject":"im:resource","type":"x"}],"helps":[{"url":"https://open.feishu.cn/x","description":"d"}],"field_violations":[{"field":"a","value":"b","description":"c"}],"troubleshooter":"see https://open.feishu.cn/search?log_id=1"}}""",
        """{"code":"99991400","msg":"request trigger frequency limit","data":{"challenge_url":"https://a.example/b"}}""",
        """{"error":"invalid_grant","error_description":"The refresh token is revoked.","code":20064}""",
        """{"code":0,"msg":"success","data":{}}""", "{\"code\":1,\"msg\":\"\\ud83d\"}", "[]", "null", "\uFEFF{\"code\":5}", "<html>", "",
        """{"code":-1e400,"msg":{},"error":[],"data":null}""", """{"code":99999999999999999999,"msg":[1]}""",
    ];

    private static readonly string[] Pieces =
    [
        "Bearer ", "Authorization: ", "app_secret", "\"", "\\\"", ":", "=", " ", "tenant_access_token", "refresh_token", "&", "{", "}", "a", "message", "log id", "\u202E", "\u001B]0;x\u0007",
    ];

    [Fact]
    public void Any_body_becomes_a_fault_of_printable_lines_or_none() => Campaign.Run(15_000, random =>
    {
        var status = (HttpStatusCode)random.Pick(200, 206, 302, 400, 403, 404, 416, 429, 500, 503, 599);
        var body = random.OneIn(6) ? random.Bytes(random.Next(300)) : Encoding.UTF8.GetBytes(random.Damaged(random.Pick(Bodies)));
        body = random.OneIn(3) ? random.Damaged(body) : body;
        var fault = ApiFaultReader.Parse(status, body, random.Text(Pieces, 4), null);
        if ((int)status >= 400)
        {
            Assert.NotNull(fault);
        }

        if (fault is null)
        {
            return;
        }

        foreach (var line in (string?[])[fault.Message, fault.LogId, fault.BodyStart, .. fault.Scopes, .. fault.Fields, .. fault.HelpLinks])
        {
            Assert.True(line is null || line.Length is > 0 and <= 604, line);
        }

        var error = LarkErrors.FromFault(fault, "It did not work", "om_1");
        Assert.NotNull(error.ErrorId);
        foreach (var line in (string?[])[fault.Message, fault.LogId, fault.BodyStart, fault.OAuthError, error.Message, error.Recommendation, error.LogId, .. fault.Scopes, .. fault.Fields, .. fault.HelpLinks])
        {
            AssertPrintable(line, 8000);
        }
    });

    [Fact]
    public void A_body_that_says_it_failed_is_a_failure_whatever_else_stands_in_it() => Campaign.Run(10_000, random =>
    {
        // Half characters and bytes that are no UTF-8 included: an answer that fails must never pass for a file.
        var code = random.Next(1, 100_000_000);
        var message = random.Pick("\"x\"", "\"\\ud83d\"", "\"\\udc00\\ud83d\"", "null", "17", "\"\u0080\"", "{\"\\ud800\":1}");
        var body = Encoding.Latin1.GetBytes(random.Pick(
            $"{{\"code\":{code},\"msg\":{message}}}", $"{{\"msg\":{message},\"code\":{code}}}", $"{{\"error\":{{\"log_id\":{message}}},\"code\":{code}}}", $" {{\"\\ud83d\":{message},\"code\":{code}.0}}"));
        var fault = ApiFaultReader.Parse(HttpStatusCode.OK, body, null, null);
        Assert.NotNull(fault);
    });

    [Fact]
    public void A_secret_that_an_answer_repeats_is_struck_out() => Campaign.Run(15_000, random =>
    {
        // As a header, a form, JSON, and JSON within JSON within JSON.
        var field = random.Pick("app_secret", "client_secret", "tenant_access_token", "app_access_token", "user_access_token", "refresh_token", "access_token", "app_ticket", "device_code");
        var depth = random.Next(4);
        var echo = random.Next(4) switch
        {
            0 => random.Pick("Bearer ", "bearer  ", "Authorization: Bearer ", "Basic ", $"{field}=Bearer ") + Secret,
            1 => $"a=b&{field}={Secret}&c=d",
            2 => $"{field} = '{Secret}'",
            _ => Nested(new JsonObject { [field] = Secret }.ToJsonString(), depth),
        };
        var line = SingleLineText.From(random.Text(Pieces, 5) + " " + echo + random.Text(Pieces, 5), random.Next(1, 600));
        Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETSECRET", line, StringComparison.Ordinal);

        static string Nested(string json, int depth) => depth == 0 ? json : Nested(JsonSerializer.Serialize(new Dictionary<string, string> { ["request"] = json }, PlainQuotes), depth - 1);
    });

    [Fact]
    public void Any_text_becomes_one_printable_line_that_stays_as_it_is() => Campaign.Run(15_000, random =>
    {
        var length = random.Next(1, 600);
        var line = SingleLineText.From(random.Text(Pieces, 30), length);
        AssertPrintable(line, length);
        if (!line.EndsWith('…'))
        {
            Assert.Equal(line, SingleLineText.From(line, 2 * length));
        }
    });

    private static readonly JsonSerializerOptions PlainQuotes = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void AssertPrintable(string? line, int longest)
    {
        if (line is null)
        {
            return;
        }

        Assert.True(line.Length <= longest, $"{line.Length} > {longest}");
        foreach (var rune in line.EnumerateRunes())
        {
            Assert.False(
                Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
                    or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator,
                $"U+{rune.Value:X4} in {line}");
        }
    }
}
