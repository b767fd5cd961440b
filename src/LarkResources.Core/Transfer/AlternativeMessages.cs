using LarkResources.Errors;

namespace LarkResources.Transfer;

/// <summary>Other messages under which the platform may serve a resource that it refuses under the one it was found in.</summary>
/// <param name="Child">The forwarded message itself, inside a merged forward: clients disagree whether its id or the container's is right.</param>
/// <param name="Twin">Of a thread reply and its copy in the chat, the other: both name the same resources.</param>
/// <param name="Root">The message that a reply goes back to: a forwarded copy was seen to be served under it.</param>
/// <param name="Parent">The message that is replied to, for the same reason.</param>
internal sealed record AlternativeMessages(string? Child, string? Twin, string? Root, string? Parent)
{
    public static AlternativeMessages None { get; } = new(null, null, null, null);

    /// <summary>The ids to try after a refusal, in turn.</summary>
    /// <param name="refusal">What the platform said.</param>
    /// <param name="asked">The id it was asked with.</param>
    public IEnumerable<string> After(LarkException refusal, string asked) => Ids(refusal).OfType<string>().Where(id => id != asked).Distinct();

    private IEnumerable<string?> Ids(LarkException refusal) => refusal switch
    {
        { ErrorId: Situations.FileNotInMessage } => [Child, Twin, Root, Parent],
        _ when refusal.Disposition.HasFlag(Disposition.TryOtherId) => [Child],
        _ => [],
    };
}
