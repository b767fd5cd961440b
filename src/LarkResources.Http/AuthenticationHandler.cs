using LarkResources.Api;
using LarkResources.Authentication;
using LarkResources.Errors;

namespace LarkResources.Http;

/// <summary>Gives each call its token; when the platform refuses it, asks for another one and repeats the call once.</summary>
/// <remarks>
/// A good token is refused now and then, and works at the next call. So the call is repeated whatever token comes back: the platform holds on
/// to one for which half an hour or more is left, and a token that was given ready-made is all there is.
/// </remarks>
internal sealed class AuthenticationHandler(ITokenSource tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var info = request.Info();
        if (info.Anonymous)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var token = new CallToken(tokens, base.SendAsync);
        token.AttachTo(request);
        await GetReadyAsync(cancellationToken).ConfigureAwait(false);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (token.Used is not { } refused || response.Fault() is not { } fault || !fault.Disposition.HasFlag(Disposition.RenewToken))
        {
            return response;
        }

        response.Dispose();
        tokens.Invalidate(refused);
        await GetReadyAsync(cancellationToken).ConfigureAwait(false);
        info.Observer?.OnRetry(new(info.Path, 1, 1, TimeSpan.Zero, LarkErrors.Localized($"code {fault.Code}", $"错误码 {fault.Code}")));
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a token ahead of the quota, so that a call without one takes no place in it. Which token the call carries is decided later.</summary>
    private async ValueTask GetReadyAsync(CancellationToken cancellationToken) => _ = await tokens.GetAsync(base.SendAsync, cancellationToken).ConfigureAwait(false);
}
