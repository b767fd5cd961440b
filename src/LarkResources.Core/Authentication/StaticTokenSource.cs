using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace LarkResources;

/// <summary>A tenant or user token that was handed in ready-made. When it ends, nothing here can renew it.</summary>
internal sealed class StaticTokenSource : ITokenSource
{
    /// <summary>New in every process, so that what is made with it says nothing of the token to anybody else.</summary>
    private static readonly byte[] FingerprintKey = RandomNumberGenerator.GetBytes(32);

    private AccessToken? _token;

    public StaticTokenSource(SecureString token)
    {
        var value = new NetworkCredential(string.Empty, token).Password;
        _token = new(value, null, null);
        Fingerprint = Convert.ToHexString(HMACSHA256.HashData(FingerprintKey, Encoding.UTF8.GetBytes(value)));
    }

    /// <summary>The same for the same token within this process: two connections with one token draw on one quota.</summary>
    public string Fingerprint { get; }

    public DateTimeOffset? ExpiresAt => null;

    public bool CanRenew => false;

    public ValueTask<AccessToken> GetAsync(AnonymousSend send, CancellationToken cancellationToken) =>
        _token is { } token ? new(token) : throw LarkErrors.NotConnected();

    public void Invalidate(AccessToken refused)
    {
        // The next call should meet the same clear refusal, not a missing token.
    }

    public void Dispose() => _token = null;
}
