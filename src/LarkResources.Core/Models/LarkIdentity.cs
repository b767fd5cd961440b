namespace LarkResources;

/// <summary>On whose behalf a connection calls.</summary>
public enum LarkIdentity : long
{
    /// <summary>The app itself in one tenant (tenant_access_token).</summary>
    Tenant,

    /// <summary>A user (user_access_token).</summary>
    User,

    /// <summary>The simulated tenant inside the module.</summary>
    Sandbox,
}
