namespace LarkResources.Authentication;

/// <summary>A token as the platform gave it. Never judged by prefix or length: the platform promises neither.</summary>
internal sealed class AccessToken(string value, DateTimeOffset? expiresAt, DateTimeOffset? renewAt)
{
    public string Value { get; } = value;

    /// <summary>Null when unknown (a ready-made token).</summary>
    public DateTimeOffset? ExpiresAt { get; } = expiresAt;

    /// <summary>From then on a fresh one should be fetched before the next call.</summary>
    public DateTimeOffset? RenewAt { get; } = renewAt;

    public bool IsFresh(DateTimeOffset now) => RenewAt is not { } at || now < at;

    // A token must not reach a log through string interpolation.
    public override string ToString() => "(token)";
}
