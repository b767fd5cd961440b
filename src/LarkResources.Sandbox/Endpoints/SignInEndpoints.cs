using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>The sign-in of a person by device code (RFC 8628), and the user tokens that come of it.</summary>
/// <remarks>
/// Success has its fields at the top level; a failure is HTTP 400 with code, error and error_description. No source gives a
/// number for the four answers to a poll, so they come with the error alone, as in the RFC.
/// </remarks>
internal sealed class SignInEndpoints(TokenStore tokens)
{
    private const string UserPrefix = "u-";
    private const string RefreshPrefix = "ur-";
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private const int WrongSecret = 20002;
    private const int UnknownGrant = 20024;
    private const int RefreshInvalid = 20026;
    private const int RefreshExpired = 20037;
    private const int RefreshRevoked = 20064;
    private const int RefreshUsed = 20073;
    private const int UnknownApp = 20048;

    private static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(7200);
    private static readonly TimeSpan ShortLifetime = TimeSpan.FromSeconds(2);

    private readonly object sync = new();
    private readonly Dictionary<string, Device> devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Refresh> refreshes = new(StringComparer.Ordinal);
    private int issued;

    /// <summary>True for the calls that are answered here.</summary>
    public static bool Handles(SandboxCall call) => call is { Method: "POST" }
        && (call.Path == "/oauth/v1/device_authorization" || call.Segments is ["authen", "v2", "oauth", "token"]);

    public async Task<HttpResponseMessage> HandleAsync(SandboxCall call, CancellationToken cancellationToken)
    {
        var form = await call.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        lock (sync)
        {
            return call.Segments is [] ? Authorize(call, form) : Grant(call, form);
        }
    }

    /// <summary>Forgets every sign-in.</summary>
    public void Reset()
    {
        lock (sync)
        {
            devices.Clear();
            refreshes.Clear();
        }
    }

    private HttpResponseMessage Authorize(SandboxCall call, Dictionary<string, string> form)
    {
        if (call.Header("Authorization") is not { } header || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return Failure(WrongSecret, "invalid_client", "The client secret is invalid.");
        }

        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':', 2);
        if (ClientFailure(pair[0], pair.ElementAtOrDefault(1)) is { } failure)
        {
            return failure;
        }

        if (pair[0] != form.GetValueOrDefault("client_id"))
        {
            return Failure(UnknownApp, "invalid_client", "The specified app does not exist.");
        }

        var number = ++issued;
        var device = Secret("device", number);
        var userCode = "SAND-" + number.ToString("D4", CultureInfo.InvariantCulture);
        devices[device] = new(form.GetValueOrDefault("scope") ?? "", call.Now + CodeLifetime);
        return ApiAnswer.Json(200, new JsonObject
        {
            ["device_code"] = device,
            ["user_code"] = userCode,
            ["verification_uri"] = "https://accounts.sandbox.invalid/device",
            ["verification_uri_complete"] = "https://accounts.sandbox.invalid/device?user_code=" + userCode,
            ["expires_in"] = (int)CodeLifetime.TotalSeconds,
            ["interval"] = 1,
        });
    }

    private HttpResponseMessage Grant(SandboxCall call, Dictionary<string, string> form) =>
        ClientFailure(form.GetValueOrDefault("client_id"), form.GetValueOrDefault("client_secret")) ?? form.GetValueOrDefault("grant_type") switch
        {
            DeviceGrant => Poll(call, form.GetValueOrDefault("device_code") ?? ""),
            "refresh_token" => Renew(call, form.GetValueOrDefault("refresh_token") ?? ""),
            _ => Failure(null, "unsupported_grant_type", "The grant type is not supported."),
        };

    private HttpResponseMessage Poll(SandboxCall call, string code)
    {
        if (!devices.TryGetValue(code, out var device))
        {
            return Failure(UnknownGrant, "invalid_grant", "The device code is invalid.");
        }

        device.Polls++;
        if (device.Has(SandboxWorld.DeniedScope))
        {
            return Failure(null, "access_denied", "The user refused.");
        }

        if (device.Has(SandboxWorld.ExpiredScope) || call.Now >= device.EndsAt)
        {
            return Failure(null, "expired_token", "The device code has expired.");
        }

        if (device.Has(SandboxWorld.SlowDownScope) && device.Polls == 1)
        {
            return Failure(null, "slow_down", "Polling too fast.");
        }

        if (device.Has(SandboxWorld.NeverScope) || device.Polls < 2)
        {
            return Failure(null, "authorization_pending", "The user has not confirmed yet.");
        }

        devices.Remove(code);
        return Issue(call, device.Scope);
    }

    private HttpResponseMessage Renew(SandboxCall call, string token)
    {
        var (code, text) = token switch
        {
            SandboxCredentials.ExpiredRefreshToken => (RefreshExpired, "The refresh token passed has expired. Please generate a new one."),
            SandboxCredentials.RevokedRefreshToken => (RefreshRevoked, "The refresh token has been revoked. Please note that a refresh token can only be used once."),
            _ when !refreshes.ContainsKey(token) => (RefreshInvalid, "The refresh token passed is invalid. Please check the value."),
            _ when refreshes[token].IsUsed => (RefreshUsed, "The refresh token has been used. Please note that a refresh token can only be used once."),
            _ => (0, ""),
        };
        if (code != 0)
        {
            return Failure(code, "invalid_grant", text);
        }

        refreshes[token] = refreshes[token] with { IsUsed = true };
        return Issue(call, refreshes[token].Scope);
    }

    private HttpResponseMessage Issue(SandboxCall call, string scope)
    {
        var scopes = scope.Split(' ');
        var lifetime = scopes.Contains(SandboxWorld.ShortScope) ? ShortLifetime : TokenLifetime;
        var body = new JsonObject
        {
            ["code"] = 0,
            ["access_token"] = tokens.IssueNew(UserPrefix, call.Now, lifetime),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)lifetime.TotalSeconds,
            ["scope"] = scope,
        };
        if (scopes.Contains("offline_access") && !scopes.Contains(SandboxWorld.NoRefreshScope))
        {
            var refresh = RefreshPrefix + Secret("refresh", ++issued);
            refreshes[refresh] = new(scope, IsUsed: false);
            body["refresh_token"] = refresh;
            body["refresh_token_expires_in"] = 604800;
        }

        return ApiAnswer.Json(200, body);
    }

    private static HttpResponseMessage? ClientFailure(string? appId, string? secret) =>
        appId != SandboxCredentials.AppId ? Failure(UnknownApp, "invalid_client", "The specified app does not exist.")
        : secret != SandboxCredentials.AppSecret ? Failure(WrongSecret, "invalid_client", "The client secret is invalid.")
        : null;

    private static HttpResponseMessage Failure(int? code, string error, string description)
    {
        var body = new JsonObject { ["error"] = error, ["error_description"] = description };
        if (code is { } number)
        {
            body["code"] = number;
        }

        return ApiAnswer.Json(400, body);
    }

    private static string Secret(string kind, int number) =>
        Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes($"sandbox {kind} {number.ToString(CultureInfo.InvariantCulture)}")).AsSpan(0, 20)).ToLowerInvariant();

    private sealed class Device(string scope, DateTimeOffset endsAt)
    {
        public string Scope { get; } = scope;

        public DateTimeOffset EndsAt { get; } = endsAt;

        public int Polls { get; set; }

        public bool Has(string name) => Scope.Split(' ').Contains(name);
    }

    private readonly record struct Refresh(string Scope, bool IsUsed);
}
