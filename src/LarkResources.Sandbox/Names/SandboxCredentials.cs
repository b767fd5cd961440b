namespace LarkResources.Sandbox;

/// <summary>The identities that the simulated tenant knows, and the tokens that it takes.</summary>
public static class SandboxCredentials
{
    /// <summary>The id of the app that may get a token, as a custom app and as a store app.</summary>
    public const string AppId = "cli_sandbox";

    /// <summary>The secret of <see cref="AppId"/>.</summary>
    public const string AppSecret = "sandbox-secret";

    /// <summary>The ticket with which a store app gets its app token.</summary>
    public const string AppTicket = "sandbox-ticket";

    /// <summary>The key of the only tenant.</summary>
    public const string TenantKey = "tenant_sandbox";

    /// <summary>A tenant token that is always accepted.</summary>
    public const string StaticTenantToken = "t-sandbox";

    /// <summary>A user token that is always accepted.</summary>
    public const string StaticUserToken = "u-sandbox";

    /// <summary>A refresh token that is refused with 20037.</summary>
    public const string ExpiredRefreshToken = "ur-sandbox-expired";

    /// <summary>A refresh token that is refused with 20064.</summary>
    public const string RevokedRefreshToken = "ur-sandbox-revoked";
}
