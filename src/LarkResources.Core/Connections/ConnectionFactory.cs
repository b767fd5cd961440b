using System.Net;
using System.Security;
using LarkResources.Authentication;

namespace LarkResources.Connections;

/// <summary>Makes a connection from each kind of credentials.</summary>
internal static class ConnectionFactory
{
    public static LarkConnection ForApp(string appId, SecureString appSecret, ConnectionSettings settings, IHttpStack? stack = null)
    {
        var baseUri = AddressOf(settings);
        var tokens = new TenantTokenSource(baseUri, appId.Trim(), new(appSecret), TimeProvider.System);
        return new(appId.Trim(), baseUri, LarkIdentity.Tenant, settings, tokens, stack: stack);
    }

    public static LarkConnection ForStoreApp(
        string appId, SecureString appSecret, SecureString appTicket, string tenantKey, ConnectionSettings settings, IHttpStack? stack = null)
    {
        var baseUri = AddressOf(settings);
        var tokens = new StoreTokenSource(baseUri, appId.Trim(), new(appSecret), new(appTicket), tenantKey.Trim(), TimeProvider.System);
        return new(appId.Trim(), baseUri, LarkIdentity.Tenant, settings, tokens, stack: stack);
    }

    /// <summary>A connection that becomes usable when the person has signed in.</summary>
    public static (LarkConnection Connection, UserTokenSource Tokens) ForUser(
        string appId, SecureString appSecret, string? tokenFile, ConnectionSettings settings, IHttpStack? stack = null)
    {
        var baseUri = AddressOf(settings);
        var endpoint = new OAuthEndpoint(baseUri, appId.Trim(), new(appSecret));
        var tokens = new UserTokenSource(endpoint, tokenFile is null ? null : new(tokenFile, RefreshTokenFile.OwnerOf(appId.Trim(), baseUri)), TimeProvider.System);
        return (new(appId.Trim(), baseUri, LarkIdentity.User, settings, tokens, stack: stack), tokens);
    }

    public static LarkConnection ForToken(SecureString accessToken, ConnectionSettings settings, IHttpStack? stack = null)
    {
        var tokens = new StaticTokenSource(accessToken);
        return new(null, AddressOf(settings), tokens.IsOfUser ? LarkIdentity.User : LarkIdentity.Tenant, settings, tokens, stack: stack);
    }

    public static LarkConnection ForEnvironment(EnvironmentCredentials found, ConnectionSettings settings)
    {
        using var secret = new NetworkCredential(string.Empty, found.Secret).SecurePassword;
        settings = settings with { Region = settings.Region ?? found.Region, BaseUri = settings.BaseUri ?? (settings.Region is null ? found.BaseUri : null) };
        return found.AppId is { } appId ? ForApp(appId, secret, settings) : ForToken(secret, settings);
    }

    public static LarkConnection ForSandbox(ConnectionSettings settings)
    {
        var (handler, appId, appSecret) = SandboxLoader.Create();
        var tokens = new TenantTokenSource(SandboxLoader.BaseUri, appId, new(appSecret), TimeProvider.System);
        return new(appId, SandboxLoader.BaseUri, LarkIdentity.Sandbox, settings with { BaseUri = SandboxLoader.BaseUri, Region = null }, tokens, () => handler);
    }

    private static Uri AddressOf(ConnectionSettings settings) => settings.BaseUri is { } given
        ? BaseAddress.Check(given, settings.AllowUnencrypted)
        : BaseAddress.Of(settings.Region ?? LarkRegion.Lark);
}
