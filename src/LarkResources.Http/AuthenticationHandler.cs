using System.Net.Http.Headers;
using LarkResources.Api;
using LarkResources.Authentication;
using LarkResources.Errors;

namespace LarkResources.Http;

/// <summary>Puts the token in <c>Authorization</c>, and nowhere else; when the platform refuses it, renews once and tries once more.</summary>
internal sealed class AuthenticationHandler(ITokenSource tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Info().Anonymous)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var token = await tokens.GetAsync(base.SendAsync, cancellationToken).ConfigureAwait(false);
        var response = await SendWithAsync(token, request, cancellationToken).ConfigureAwait(false);
        if (!tokens.CanRenew || response.Fault() is not { } fault || !fault.Disposition.HasFlag(Disposition.RenewToken))
        {
            return response;
        }

        tokens.Invalidate(token);
        AccessToken renewed;
        try
        {
            renewed = await tokens.GetAsync(base.SendAsync, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        if (renewed.Value == token.Value)
        {
            // The platform holds on to a token for which half an hour or more is left: asking again would never end.
            return response;
        }

        response.Dispose();
        return await SendWithAsync(renewed, request, cancellationToken).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendWithAsync(AccessToken token, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Assigned as text: a token with a character that AuthenticationHeaderValue refuses must not come out in its exception.
        request.Headers.Authorization = null;
        if (token.Value.AsSpan().ContainsAnyExceptInRange('!', '~') || token.Value.Length == 0)
        {
            throw LarkErrors.Local(Situations.InvalidAccessToken, "The access token has a character that no token has, such as a blank or a line break.", null);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return base.SendAsync(request, cancellationToken);
    }
}
