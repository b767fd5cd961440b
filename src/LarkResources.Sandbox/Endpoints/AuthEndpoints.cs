using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>The token calls, for a custom app and for a store app, and the check of a call's Authorization header.</summary>
internal sealed class AuthEndpoints(TokenStore tokens)
{
    private const string TenantPrefix = "t-";
    private const string AppPrefix = "a-";

    public async Task<HttpResponseMessage> HandleAsync(SandboxCall call, CancellationToken cancellationToken)
    {
        var body = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        return call.Segments switch
        {
            ["auth", "v3", "tenant_access_token", "internal"] => Refusal(call, body) ?? Tenant(call, Text(body, "app_id")),
            ["auth", "v3", "app_access_token", "internal"] => Refusal(call, body) ?? App(call),
            ["auth", "v3", "app_access_token"] => Refusal(call, body) ?? (Text(body, "app_ticket") == SandboxCredentials.AppTicket ? App(call) : call.Error(10012)),
            ["auth", "v3", "tenant_access_token"] => ForStoreApp(call, body),
            ["auth", "v3", "app_ticket", "resend"] => Refusal(call, body) ?? ApiAnswer.Json(200, new JsonObject { ["code"] = 0, ["msg"] = "success" }),
            _ => call.Error(99991201),
        };
    }

    /// <summary>Null when the call may go on.</summary>
    public HttpResponseMessage? Check(SandboxCall call)
    {
        var header = call.Header("Authorization");
        if (string.IsNullOrWhiteSpace(header))
        {
            return call.Error(99991661);
        }

        var token = call.Token ?? "";
        if (token is SandboxCredentials.StaticTenantToken or SandboxCredentials.StaticUserToken || tokens.Accepts(token, call.Now))
        {
            return token.StartsWith(AppPrefix, StringComparison.Ordinal) ? call.Error(99991663) : null;
        }

        if (LimitedApps.OwnerOf(token) is { } limited)
        {
            return LimitedApps.Refusal(limited, call.Segments) is { } refusal ? call.Error(refusal) : null;
        }

        if (ErrorFamilies.CodeIn(token, ErrorFamilies.DeniedToken) is { } code)
        {
            return call.Error(code);
        }

        var known = token.StartsWith(TenantPrefix, StringComparison.Ordinal) || token.StartsWith(AppPrefix, StringComparison.Ordinal);
        return call.Error(known ? 99991663 : token.StartsWith("u-", StringComparison.Ordinal) ? 99991668 : 99991671);
    }

    private HttpResponseMessage Tenant(SandboxCall call, string? appId)
    {
        var (token, expire) = ErrorFamilies.CodeIn(appId ?? "", ErrorFamilies.Denied) is { } code
            ? (ErrorFamilies.DeniedToken + code, 7200)
            : LimitedApps.Contains(appId) ? (LimitedApps.TokenOf(appId!), 7200)
            : tokens.Issue(TenantPrefix, call.Now);
        return Answer(("tenant_access_token", token), expire);
    }

    private HttpResponseMessage App(SandboxCall call)
    {
        var (token, expire) = tokens.Issue(AppPrefix, call.Now);
        return Answer(("app_access_token", token), expire);
    }

    private HttpResponseMessage ForStoreApp(SandboxCall call, JsonObject body)
    {
        var accepted = tokens.Accepts(Text(body, "app_access_token") ?? "", call.Now);
        return !accepted ? call.Error(99991664) : Text(body, "tenant_key") == SandboxCredentials.TenantKey ? Tenant(call, null) : call.Error(10003);
    }

    private static HttpResponseMessage? Refusal(SandboxCall call, JsonObject body)
    {
        var appId = Text(body, "app_id") ?? "";
        if (ErrorFamilies.CodeIn(appId, ErrorFamilies.NoToken) is { } code)
        {
            return call.Error(code);
        }

        var known = appId == SandboxCredentials.AppId || LimitedApps.Contains(appId) || ErrorFamilies.CodeIn(appId, ErrorFamilies.Denied) is not null;
        return !known ? call.Error(10003) : Text(body, "app_secret") == SandboxCredentials.AppSecret ? null : call.Error(10014);
    }

    // These answers have no "data": the fields stand at the top.
    private static HttpResponseMessage Answer((string Name, string Value) token, int expire) =>
        ApiAnswer.Json(200, new JsonObject { ["code"] = 0, ["msg"] = "ok", [token.Name] = token.Value, ["expire"] = expire });

    private static string? Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
