using System.Net;
using System.Security;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Authentication;

/// <summary>A tenant or user token that was handed in ready-made. When it ends, nothing here can renew it.</summary>
internal sealed class StaticTokenSource : ITokenSource
{
    private AccessToken? _token;

    public StaticTokenSource(SecureString token) => _token = new(new NetworkCredential(string.Empty, token).Password, null, null);

    public DateTimeOffset? ExpiresAt => null;

    /// <summary>True for a token in the form of a user's: until the platform has been asked, that is all there is to go by.</summary>
    public bool IsOfUser => _token?.Value.StartsWith("u-", StringComparison.Ordinal) is true;

    public bool CanRenew => false;

    public ValueTask<AccessToken> GetAsync(AnonymousSend send, CancellationToken cancellationToken) =>
        _token is { } token ? new(token) : throw LarkErrors.NotConnected();

    public void Invalidate(AccessToken refused)
    {
        // The next call should meet the same clear refusal, not a missing token.
    }

    public void Dispose() => _token = null;
}
