using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Authentication;

/// <summary>A tenant or user token that was handed in ready-made. When it ends, nothing here can renew it.</summary>
internal sealed class StaticTokenSource : ITokenSource
{
    /// <summary>Of this process alone: the hash of a token says nothing anywhere else, nor to who guesses tokens.</summary>
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private AccessToken? _token;

    public StaticTokenSource(SecureString token)
    {
        _token = new(new NetworkCredential(string.Empty, token).Password, null, null);
        Mark = Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(_token.Value)));
    }

    /// <summary>The same for connections of one token, so that they share its quota, and never the token.</summary>
    public string Mark { get; }

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
