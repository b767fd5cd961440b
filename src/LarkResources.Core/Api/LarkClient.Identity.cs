using System.Diagnostics;
using System.Text.Json;
using LarkResources.Errors;

namespace LarkResources.Api;

/// <content>The endpoints about the caller itself.</content>
internal sealed partial class LarkClient
{
    /// <summary>Whose token this is. A tenant's is refused by user_info, and both kinds may list chats.</summary>
    public async Task<LarkIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        var what = LarkErrors.Localized("The access token could not be checked", "无法检查访问凭证");
        try
        {
            using var user = await GetJsonAsync(Endpoints.UserInfo, "open-apis/authen/v1/user_info", what, null, cancellationToken).ConfigureAwait(false);
            return LarkIdentity.User;
        }
        catch (LarkException e) when (e.Disposition.HasFlag(Disposition.RenewToken))
        {
            return await CheckTenantAsync(what, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The bot of the app. An app without one is refused.</summary>
    /// <remarks>GET bot/v3/info, for a tenant's token.</remarks>
    public Task<JsonDocument> GetBotAsync(CancellationToken cancellationToken) =>
        GetJsonAsync(Endpoints.BotInfo, "open-apis/bot/v3/info", LarkErrors.Localized("The bot of the app could not be read", "无法读取应用的机器人"), null, cancellationToken);

    /// <summary>Which scopes the tenant has granted the app; needs no scope itself.</summary>
    /// <remarks>GET application/v6/scopes, for a tenant's token (official page application-v6/scope/list).</remarks>
    public Task<JsonDocument> ListScopesAsync(CancellationToken cancellationToken) =>
        GetJsonAsync(Endpoints.Scopes, "open-apis/application/v6/scopes", LarkErrors.Localized("The scopes of the app could not be read", "无法读取应用的权限"), null, cancellationToken);

    /// <summary>Asks for anything, without a token: whatever is answered shows that the platform is there.</summary>
    public async Task<(int Status, TimeSpan Elapsed, DateTimeOffset? ServerTime)> ProbeAsync(CancellationToken cancellationToken)
    {
        const string path = "open-apis/im/v1/chats";
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiPath.Join(baseUri, path));
        request.Describe(new RequestInfo(Endpoints.Probe, "/" + path, Anonymous: true, observer));
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            return ((int)response.StatusCode, Stopwatch.GetElapsedTime(start), response.Headers.Date);
        }
        catch (Exception e) when (ApiSend.IsTransport(e, cancellationToken))
        {
            throw LarkErrors.FromTransport(e, baseUri, LarkErrors.Localized($"'{baseUri.Authority}' could not be reached", $"无法访问 '{baseUri.Authority}'"), null);
        }
        catch (Exception e) when (e is not LarkException)
        {
            throw ApiSend.Interrupted(e, cancellationToken);
        }
    }

    private async Task<LarkIdentity> CheckTenantAsync(string what, CancellationToken cancellationToken)
    {
        try
        {
            using var chats = await GetJsonAsync(Endpoints.ChatList, "open-apis/im/v1/chats?page_size=1", what, null, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (e.Code is not null && !e.Disposition.HasFlag(Disposition.RenewToken))
        {
            // A missing scope says that the token was recognized.
        }

        return LarkIdentity.Tenant;
    }
}
