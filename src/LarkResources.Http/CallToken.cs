using System.Net.Http.Headers;
using LarkResources.Api;
using LarkResources.Authentication;
using LarkResources.Errors;

namespace LarkResources.Http;

/// <summary>The token of one call, taken at the moment the call goes: it may have waited for minutes, and the token it began with may be replaced by then.</summary>
internal sealed class CallToken(ITokenSource tokens, AnonymousSend send)
{
    private static readonly HttpRequestOptionsKey<CallToken> Key = new("LarkResources.Token");

    /// <summary>What the call went with last; null while it has not gone.</summary>
    public AccessToken? Used { get; private set; }

    /// <summary>The token of a request; null for one that carries none.</summary>
    public static CallToken? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var token) ? token : null;

    public void AttachTo(HttpRequestMessage request) => request.Options.Set(Key, this);

    /// <summary>Puts the token in <c>Authorization</c>.</summary>
    /// <returns>False when it was not at hand: then time has passed.</returns>
    public async ValueTask<bool> PutAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var taking = tokens.GetAsync(send, cancellationToken);
        var isAtHand = taking.IsCompletedSuccessfully;
        Used = await taking.ConfigureAwait(false);

        // Checked as text: a token with a character that AuthenticationHeaderValue refuses must not come out in its exception.
        request.Headers.Authorization = null;
        if (Used.Value.AsSpan().ContainsAnyExceptInRange('!', '~') || Used.Value.Length == 0)
        {
            throw LarkErrors.Local(
                Situations.InvalidAccessToken, LarkErrors.Localized("The access token has a character that no token has, such as a blank or a line break.", "访问凭证含有不应出现的字符，例如空格或换行。"), null);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Used.Value);
        return isAtHand;
    }
}
