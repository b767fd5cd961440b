using System.Runtime.ExceptionServices;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Authentication;

/// <summary>The tenant_access_token of a store app: first the token of the app itself, for which the platform's ticket is needed, then the tenant's.</summary>
internal sealed class StoreTokenSource(Uri baseUri, string appId, Secret appSecret, Secret appTicket, string tenantKey, TimeProvider clock) : RenewingTokenSource(clock)
{
    private readonly TimeProvider _clock = clock;
    private AccessToken? _appToken;
    private bool _hasAskedForTicket;

    protected override async Task<TokenGrant> GrantAsync(AnonymousSend send, CancellationToken cancellationToken)
    {
        try
        {
            return await TenantTokenAsync(send, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (e.Code == ApiCodes.InvalidAppToken)
        {
            _appToken = null;
            return await TenantTokenAsync(send, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Forget()
    {
        _appToken = null;
        appSecret.Dispose();
        appTicket.Dispose();
    }

    private async Task<TokenGrant> TenantTokenAsync(AnonymousSend send, CancellationToken cancellationToken)
    {
        var appToken = await AppTokenAsync(send, cancellationToken).ConfigureAwait(false);
        return await TokenEndpoint.GetStoreTenantTokenAsync(send, baseUri, appId, appToken, tenantKey, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> AppTokenAsync(AnonymousSend send, CancellationToken cancellationToken)
    {
        if (_appToken is { } cached && cached.IsFresh(_clock.GetUtcNow()))
        {
            return cached.Value;
        }

        try
        {
            var grant = await TokenEndpoint.GetAppTokenAsync(send, baseUri, appId, appSecret.Reveal(), appTicket.Reveal(), cancellationToken).ConfigureAwait(false);
            _appToken = grant.ToToken(_clock.GetUtcNow(), RenewalMargin);
            return grant.Value;
        }
        catch (LarkException e) when (e.Code == ApiCodes.InvalidAppTicket)
        {
            await AskForTicketAsync(send, e, cancellationToken).ConfigureAwait(false);
            throw LarkErrors.Amended(e, LarkErrors.Localized("A new ticket was requested; it arrives as the event app_ticket.", "已请求新的 app_ticket；它将通过 app_ticket 事件送达。"));
        }
    }

    /// <summary>Once for a connection: the new ticket does not come back here, but to the app's event address, and so no further call fares better.</summary>
    private async Task AskForTicketAsync(AnonymousSend send, LarkException why, CancellationToken cancellationToken)
    {
        if (_hasAskedForTicket)
        {
            return;
        }

        try
        {
            await TokenEndpoint.ResendTicketAsync(send, baseUri, appId, appSecret.Reveal(), cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException)
        {
            // That the ticket is dead says more than that no other could be asked for.
            ExceptionDispatchInfo.Throw(why);
        }

        _hasAskedForTicket = true;
    }
}
