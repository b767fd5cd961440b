namespace LarkResources.Authentication;

/// <summary>What a token call granted.</summary>
/// <param name="Value">The token.</param>
/// <param name="Lifetime">How long it is valid from now on; a reused token comes with the rest of its life.</param>
internal readonly record struct TokenGrant(string Value, TimeSpan Lifetime)
{
    /// <summary>A token that lives shorter than the margin is used for half its life, so that renewing can never become a loop.</summary>
    public AccessToken ToToken(DateTimeOffset now, TimeSpan margin)
    {
        var early = TimeSpan.FromTicks(Math.Min(margin.Ticks, Lifetime.Ticks / 2));
        return new(Value, now + Lifetime, now + Lifetime - early);
    }

    public override string ToString() => "(token)";
}
