using LarkResources.Api;

namespace LarkResources.Authentication;

/// <summary>The tenant_access_token of a custom app.</summary>
internal sealed class TenantTokenSource(Uri baseUri, string appId, Secret appSecret, TimeProvider clock) : RenewingTokenSource(clock)
{
    protected override Task<TokenGrant> GrantAsync(AnonymousSend send, CancellationToken cancellationToken) =>
        TokenEndpoint.GetTenantTokenAsync(send, baseUri, appId, appSecret.Reveal(), cancellationToken);

    protected override void Forget() => appSecret.Dispose();
}
