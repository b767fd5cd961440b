using System.Net.Http.Headers;
using System.Text.Json;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Authentication;

/// <summary>The token calls. Their fields stand at the top level of the body, not under <c>data</c> (official page).</summary>
internal static class TokenEndpoint
{
    public static Task<TokenGrant> GetTenantTokenAsync(
        AnonymousSend send, Uri baseUri, string appId, string appSecret, CancellationToken cancellationToken) =>
        PostAsync(
            send,
            baseUri,
            "open-apis/auth/v3/tenant_access_token/internal",
            "tenant_access_token",
            appId,
            [("app_id", appId), ("app_secret", appSecret)],
            cancellationToken);

    /// <summary>The app's own token, the first step of a store app.</summary>
    public static Task<TokenGrant> GetAppTokenAsync(
        AnonymousSend send, Uri baseUri, string appId, string appSecret, string appTicket, CancellationToken cancellationToken) =>
        PostAsync(
            send,
            baseUri,
            "open-apis/auth/v3/app_access_token",
            "app_access_token",
            appId,
            [("app_id", appId), ("app_secret", appSecret), ("app_ticket", appTicket)],
            cancellationToken);

    /// <summary>The tenant's token, the second step of a store app.</summary>
    public static Task<TokenGrant> GetStoreTenantTokenAsync(
        AnonymousSend send, Uri baseUri, string appId, string appToken, string tenantKey, CancellationToken cancellationToken) =>
        PostAsync(
            send,
            baseUri,
            "open-apis/auth/v3/tenant_access_token",
            "tenant_access_token",
            appId,
            [("app_access_token", appToken), ("tenant_key", tenantKey)],
            cancellationToken);

    /// <summary>Asks the platform to send the app's ticket again, which it does as an event.</summary>
    public static async Task ResendTicketAsync(AnonymousSend send, Uri baseUri, string appId, string appSecret, CancellationToken cancellationToken)
    {
        using var request = Request(baseUri, "open-apis/auth/v3/app_ticket/resend", [("app_id", appId), ("app_secret", appSecret)]);
        using var response = await ApiSend.SendAsync(send, request, baseUri, $"No new ticket could be asked for app '{appId}'", appId, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage Request(Uri baseUri, string path, (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, ApiPath.Join(baseUri, path)) { Content = Json(fields) };
        request.Describe(new RequestInfo(Endpoints.Token, "/" + path, Anonymous: true)
        {
            ReadsJson = true,
            Secrets = [.. fields.Where(field => field.Name is "app_secret" or "app_ticket" or "app_access_token").Select(field => field.Value)],
        });
        return request;
    }

    private static async Task<TokenGrant> PostAsync(
        AnonymousSend send, Uri baseUri, string path, string tokenField, string appId, (string Name, string Value)[] fields, CancellationToken cancellationToken)
    {
        using var request = Request(baseUri, path, fields);
        var what = LarkErrors.Localized($"Could not get an access token for app '{appId}'", $"无法为应用 '{appId}' 获取访问凭证");
        using var response = await ApiSend.SendAsync(send, request, baseUri, what, appId, cancellationToken).ConfigureAwait(false);
        using var body = await ApiSend.ReadJsonAsync(response, what, appId, cancellationToken).ConfigureAwait(false);
        var root = body.RootElement;

        // A refusal may come with HTTP 200 and without the field; an empty token would only fail later and less clearly.
        if (root.Field(tokenField) is { ValueKind: JsonValueKind.String } token && token.GetString() is { Length: > 0 and <= TokenGrant.Longest } value && root.Whole("expire") is { } seconds and > 0)
        {
            return new(value, TimeSpan.FromSeconds(Math.Min(seconds, 366 * 86400)));
        }

        throw TokenGrant.Missing(what, tokenField, appId);
    }

    private static ByteArrayContent Json((string Name, string Value)[] fields)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return new(buffer.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
    }
}
