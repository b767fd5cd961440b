namespace LarkResources.Errors;

/// <summary>The codes with which the platform refuses a token (official SDKs; larksuite/cli).</summary>
internal static class TokenRefusal
{
    /// <summary>Tenant, app or user token invalid, expired or malformed; or of a kind the endpoint does not take.</summary>
    public static bool Is(int? code) => code is 99991663 or 99991664 or 99991668 or 99991671 or 99991677;
}
