using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>The tokens handed out so far: the same one again while half an hour remains, as on the platform.</summary>
internal sealed class TokenStore(TimeSpan lifetime)
{
    private static readonly TimeSpan RenewalMargin = TimeSpan.FromMinutes(30);

    private readonly object sync = new();
    private readonly Dictionary<string, DateTimeOffset> accepted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Token, DateTimeOffset ExpiresAt)> current = new(StringComparer.Ordinal);
    private int issued;

    /// <summary>A token of a kind (its prefix) with its remaining seconds.</summary>
    public (string Token, int Expire) Issue(string prefix, DateTimeOffset now)
    {
        lock (sync)
        {
            if (!current.TryGetValue(prefix, out var entry) || entry.ExpiresAt - now < RenewalMargin)
            {
                entry = (Next(prefix, now + lifetime), now + lifetime);
                current[prefix] = entry;
            }

            return (entry.Token, (int)(entry.ExpiresAt - now).TotalSeconds);
        }
    }

    /// <summary>A new token, as each sign-in and each refresh of a user gives.</summary>
    public string IssueNew(string prefix, DateTimeOffset now, TimeSpan life)
    {
        lock (sync)
        {
            return Next(prefix, now + life);
        }
    }

    public bool Accepts(string token, DateTimeOffset now)
    {
        lock (sync)
        {
            return accepted.TryGetValue(token, out var expiresAt) && now < expiresAt;
        }
    }

    /// <summary>Lets go of every token; the next one issued is new, unless the platform is to insist on the old one.</summary>
    public void Expire(bool handBackSameToken)
    {
        lock (sync)
        {
            accepted.Clear();
            if (!handBackSameToken)
            {
                current.Clear();
            }
        }
    }

    private string Next(string prefix, DateTimeOffset expiresAt)
    {
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes("sandbox token " + (++issued).ToString(CultureInfo.InvariantCulture)));
        var token = prefix + Convert.ToHexString(digest.AsSpan(0, 20)).ToLowerInvariant();
        accepted[token] = expiresAt;
        return token;
    }
}
