using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Answers;

/// <summary>Makes the platform's JSON answers.</summary>
internal static class ApiAnswer
{
    private static readonly string[] MessageScopes = ["im:message", "im:message:readonly", "im:message.history:readonly"];

    public static HttpResponseMessage Data(JsonObject data) =>
        Json(200, new JsonObject { ["code"] = 0, ["data"] = data, ["msg"] = "success" });

    public static HttpResponseMessage Json(int status, JsonObject body) => new((HttpStatusCode)status)
    {
        Content = new StringContent(JsonText.Write(body), Encoding.UTF8, "application/json"),
    };

    /// <summary>The answer for a code; a number that is an HTTP error status gives that status and no body.</summary>
    /// <param name="code">The code.</param>
    /// <param name="logId">The id of the call.</param>
    /// <param name="status">The HTTP status; null for the usual one.</param>
    /// <param name="message">The text; null for the usual one.</param>
    /// <param name="scopes">The scopes that are missing; null for those of messages.</param>
    public static HttpResponseMessage Error(int code, string logId, int? status = null, string? message = null, string[]? scopes = null)
    {
        if (code is >= 400 and < 600)
        {
            return new HttpResponseMessage((HttpStatusCode)code) { Content = new ByteArrayContent([]) };
        }

        var (usualStatus, usualMessage) = ErrorTable.Of(code);
        var error = new JsonObject
        {
            ["log_id"] = logId,
            ["troubleshooter"] = $"排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?from=openapi&log_id={logId}&code={code}",
        };
        if (code == ErrorTable.ScopeMissing)
        {
            AddMissingScopes(error, scopes ?? MessageScopes);
        }

        var answer = Json(status ?? usualStatus, new JsonObject { ["code"] = code, ["msg"] = message ?? usualMessage, ["error"] = error });
        return code == ErrorTable.RateLimited ? WithRateLimit(answer, 50, 1) : answer;
    }

    /// <summary>The answer for a wrong parameter, naming the field.</summary>
    public static HttpResponseMessage InvalidField(string logId, string field, string? value, string description)
    {
        const int code = 99992402;
        var (status, message) = ErrorTable.Of(code);
        return Json(status, new JsonObject
        {
            ["code"] = code,
            ["msg"] = message,
            ["error"] = new JsonObject
            {
                ["log_id"] = logId,
                ["field_violations"] = new JsonArray(new JsonObject { ["field"] = field, ["value"] = value ?? "", ["description"] = description }),
            },
        });
    }

    public static HttpResponseMessage WithRateLimit(HttpResponseMessage answer, int limit, double resetSeconds)
    {
        answer.Headers.Remove("x-ogw-ratelimit-limit");
        answer.Headers.Remove("x-ogw-ratelimit-reset");
        answer.Headers.Add("x-ogw-ratelimit-limit", limit.ToString(CultureInfo.InvariantCulture));
        answer.Headers.Add("x-ogw-ratelimit-reset", resetSeconds.ToString(CultureInfo.InvariantCulture));
        return answer;
    }

    private static void AddMissingScopes(JsonObject error, string[] scopes)
    {
        error["message"] = "Refer to the documentation to fix the error: https://open.feishu.cn/document/uAjLw4CM/ugTN1YjL4UTN24CO1UjN/trouble-shooting/how-to-fix-the-99991672-error";
        error["permission_violations"] = new JsonArray(
            [.. scopes.Select(scope => new JsonObject { ["type"] = "action_scope_required", ["subject"] = scope })]);
        error["helps"] = new JsonArray(new JsonObject
        {
            ["url"] = $"https://open.feishu.cn/app/{SandboxCredentials.AppId}/auth?q={string.Join(',', scopes)}&op_from=openapi&token_type=tenant",
            ["description"] = "Click the link to request the scope and publish a version of the app.",
        });
    }
}
