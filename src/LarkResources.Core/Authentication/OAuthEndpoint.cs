using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Authentication;

/// <summary>What the user's token call granted.</summary>
internal readonly record struct UserGrant(TokenGrant Token, string? RefreshToken)
{
    /// <summary>What is wrong with the refresh token that came; null for one that can be used, and for none.</summary>
    public LarkException? Fault { get; init; }

    public override string ToString() => "(token)";
}

/// <summary>What a person must do to let the app act for them.</summary>
/// <param name="DeviceCode">What the waiting program asks with; a secret.</param>
/// <param name="UserCode">What the person types.</param>
/// <param name="Link">Where the person opens it, with the code filled in when the platform offers that.</param>
/// <param name="Lifetime">How long the code is good for.</param>
/// <param name="Interval">How often the program may ask.</param>
internal sealed record DeviceAuthorization(string DeviceCode, string UserCode, string Link, TimeSpan Lifetime, TimeSpan Interval)
{
    public override string ToString() => UserCode;
}

/// <summary>The OAuth calls for a user's token.</summary>
/// <remarks>The device calls stand on no official page; they are as larksuite/cli makes them. The refresh call: official page refresh-user-access-token.</remarks>
internal sealed class OAuthEndpoint(Uri baseUri, string appId, Secret appSecret) : IDisposable
{
    private const string TokenPath = "open-apis/authen/v2/oauth/token";
    private const string DevicePath = "oauth/v1/device_authorization";

    /// <summary>In characters; those of the platform have nine.</summary>
    private const int LongestUserCode = 60;

    /// <summary>In seconds: a day is enough at a prompt, and a timer takes at most seven weeks.</summary>
    private const long LongestWait = 86400;

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    public async Task<DeviceAuthorization> AuthorizeAsync(AnonymousSend send, IEnumerable<string> scopes, CancellationToken cancellationToken)
    {
        var what = LarkErrors.Localized("The sign-in could not be started", "无法开始登录");
        using var request = Form(AccountsAddress(baseUri), DevicePath, ("client_id", appId), ("scope", string.Join(' ', scopes)));
        var secret = appSecret.Reveal();
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{appId}:{secret}")));
        request.Describe(request.Info() with { Secrets = [secret] });
        using var body = await SendAsync(send, request, what, cancellationToken).ConfigureAwait(false);
        var root = body.RootElement;
        // Both are shown to a person.
        string? Struck(string? text) => text is null ? null : request.Strike(text);
        var link = SingleLineText.Link(Struck(root.Text("verification_uri_complete") ?? root.Text("verification_uri")));
        return root.Text("device_code") is { } deviceCode && Struck(root.Text("user_code")) is { } userCode && link is not null
            ? new(
                deviceCode, SingleLineText.From(userCode, LongestUserCode), link,
                Seconds(root, "expires_in", LongestWait) ?? DefaultLifetime, Seconds(root, "interval", LongestWait) ?? DefaultInterval)
            : throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response has no code or no link.", "响应中没有验证码或链接。")), appId);
    }

    public Task<UserGrant> RedeemAsync(AnonymousSend send, DeviceAuthorization authorization, CancellationToken cancellationToken) =>
        GrantAsync(send, "urn:ietf:params:oauth:grant-type:device_code", ("device_code", authorization.DeviceCode), cancellationToken);

    public Task<UserGrant> RefreshAsync(AnonymousSend send, string refreshToken, CancellationToken cancellationToken) =>
        GrantAsync(send, "refresh_token", ("refresh_token", refreshToken), cancellationToken);

    public void Dispose() => appSecret.Dispose();

    /// <summary>The host of the sign-in pages: <c>accounts.</c> in place of <c>open.</c>; a host of another form serves both itself.</summary>
    internal static Uri AccountsAddress(Uri baseUri) => baseUri.Host.StartsWith("open.", StringComparison.OrdinalIgnoreCase)
        ? new UriBuilder(baseUri) { Host = "accounts." + baseUri.Host["open.".Length..], Path = "/" }.Uri
        : baseUri;

    private async Task<UserGrant> GrantAsync(AnonymousSend send, string grantType, (string Name, string Value) proof, CancellationToken cancellationToken)
    {
        var what = LarkErrors.Localized("Could not get a user token", "无法获取用户访问凭证");
        using var request = Form(baseUri, TokenPath, ("grant_type", grantType), ("client_id", appId), ("client_secret", appSecret.Reveal()), proof);
        using var body = await SendAsync(send, request, what, cancellationToken).ConfigureAwait(false);
        var root = body.RootElement;
        var refreshToken = root.Text("refresh_token");

        // A file that held it would not be believed to be ours. The access token beside it is good all the same.
        var fault = refreshToken is not null && (refreshToken.Length > TokenGrant.Longest || refreshToken.AsSpan().ContainsAnyExceptInRange('!', '~'))
            ? LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized(
                $"the 'refresh_token' in the response is longer than {TokenGrant.Longest >> 10} KiB, or has a character that is not valid in a token, such as a space.", $"响应中的 'refresh_token' 超过 {TokenGrant.Longest >> 10} KiB，或含有不应出现的字符，例如空格。")), appId)
            : null;
        return root.Text("access_token") is { Length: <= TokenGrant.Longest } token && Seconds(root, "expires_in") is { } lifetime
            ? new(new(token, lifetime), fault is null ? refreshToken : null) { Fault = fault }
            : throw TokenGrant.Missing(what, "access_token", appId);
    }

    private async Task<JsonDocument> SendAsync(AnonymousSend send, HttpRequestMessage request, string what, CancellationToken cancellationToken)
    {
        using var response = await ApiSend.SendAsync(send, request, request.RequestUri!, what, appId, cancellationToken).ConfigureAwait(false);
        return await ApiSend.ReadJsonAsync(response, what, appId, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage Form(Uri address, string path, params (string Name, string Value)[] fields)
    {
        var form = string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
        var request = new HttpRequestMessage(HttpMethod.Post, ApiPath.Join(address, path))
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(form)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } },
        };
        request.Describe(new RequestInfo(Endpoints.Token, "/" + path, Anonymous: true)
        {
            ReadsJson = true,
            Secrets = [.. fields.Where(field => field.Name is "client_secret" or "device_code" or "refresh_token").Select(field => field.Value)],
        });
        return request;
    }

    private static TimeSpan? Seconds(JsonElement root, string name, long most = 366 * 86400) =>
        root.Whole(name) is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, most)) : null;
}
