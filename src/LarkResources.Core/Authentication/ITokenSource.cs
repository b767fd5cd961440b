using LarkResources.Api;

namespace LarkResources.Authentication;

/// <summary>Hands out the token of a connection.</summary>
internal interface ITokenSource : IDisposable
{
    /// <summary>The end of the token at hand, or null when there is none or it is unknown.</summary>
    DateTimeOffset? ExpiresAt { get; }

    /// <summary>True when a fresh token can be requested after the platform refused one.</summary>
    bool CanRenew { get; }

    ValueTask<AccessToken> GetAsync(AnonymousSend send, CancellationToken cancellationToken);

    /// <summary>Forgets the token, unless another caller has replaced it already.</summary>
    void Invalidate(AccessToken refused);

    /// <summary>Begins no renewal any more, and lets one in flight that has spent a kept token end, so that the next one is kept.</summary>
    /// <param name="patience">How long at the most.</param>
    void AwaitRenewal(TimeSpan patience)
    {
    }
}
