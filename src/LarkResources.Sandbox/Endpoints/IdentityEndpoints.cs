using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>The calls that tell whose token it is.</summary>
internal static class IdentityEndpoints
{
    public static HttpResponseMessage User(SandboxCall call) =>
        call.OwnerOfToken is not { } person ? call.Error(99991668) : ApiAnswer.Data(new JsonObject
        {
            ["name"] = "李雷",
            ["en_name"] = "Li Lei",
            ["open_id"] = person,
            ["union_id"] = "on_sandbox_li",
            ["tenant_key"] = SandboxCredentials.TenantKey,
        });

    public static HttpResponseMessage Bot(SandboxCall call) =>
        call.OwnerOfToken is not null ? call.Error(99991663) : ApiAnswer.Json(200, new JsonObject
        {
            ["code"] = 0,
            ["msg"] = "ok",
            ["bot"] = new JsonObject
            {
                ["activate_status"] = 2,
                ["app_name"] = "Sandbox",
                ["avatar_url"] = "",
                ["ip_white_list"] = new JsonArray(),
                ["open_id"] = "ou_sandbox_bot",
            },
        });

    /// <summary>What the tenant has granted the app that calls.</summary>
    public static HttpResponseMessage Scopes(SandboxCall call) => call.OwnerOfToken is not null ? call.Error(99991663) : ApiAnswer.Data(new JsonObject
    {
        ["scopes"] = new JsonArray([.. LimitedApps.ScopesOf(LimitedApps.OwnerOf(call.Token)).Select(scope => (JsonNode)new JsonObject
        {
            ["scope_name"] = scope,
            ["grant_status"] = 1,
            ["scope_type"] = "tenant",
        })]),
    });
}
