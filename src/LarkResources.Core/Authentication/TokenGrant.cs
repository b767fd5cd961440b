using LarkResources.Errors;

namespace LarkResources.Authentication;

/// <summary>What a token call granted.</summary>
/// <param name="Value">The token.</param>
/// <param name="Lifetime">How long it is valid from now on; a reused token comes with the rest of its life.</param>
internal readonly record struct TokenGrant(string Value, TimeSpan Lifetime)
{
    /// <summary>In characters; tokens of the platform have some hundreds, and a JWT some thousands.</summary>
    public const int Longest = 16 << 10;

    /// <summary>A token that lives shorter than the margin is used for half its life, so that renewing can never become a loop.</summary>
    public AccessToken ToToken(DateTimeOffset now, TimeSpan margin)
    {
        var early = TimeSpan.FromTicks(Math.Min(margin.Ticks, Lifetime.Ticks / 2));
        return new(Value, now + Lifetime, now + Lifetime - early);
    }

    /// <summary>Makes the exception for a response without a token that can be used.</summary>
    /// <param name="what">What failed, as the beginning of a sentence.</param>
    /// <param name="field">The field that should hold it.</param>
    /// <param name="appId">The app.</param>
    public static LarkException Missing(string what, string field, string appId) => LarkErrors.Local(
        ModuleErrors.UnexpectedResponse,
        LarkErrors.Because(what, LarkErrors.Localized(
            $"the response has no '{field}' of at most {Longest >> 10} KiB with a lifetime.", $"响应中没有不超过 {Longest >> 10} KiB 且带有效期的 '{field}'。")),
        appId);

    public override string ToString() => "(token)";
}
