using System.Net;

namespace LarkResources.Errors;

/// <summary>What an answer that is not a success says: the parsed error body, or its first bytes when it is not JSON.</summary>
/// <remarks>The shape of the body is the one seen in the official SDKs' error classes. Every text is one printable line.</remarks>
internal sealed record ApiFault
{
    /// <summary>The business code of the body, or null when the body has none.</summary>
    public int? Code { get; init; }

    public required HttpStatusCode Status { get; init; }

    /// <summary>What follows for the work.</summary>
    public Disposition Disposition => ErrorCatalogue.DispositionOf(Code, Status);

    /// <summary>The <c>msg</c> of the body, or OAuth's <c>error_description</c>; one line, at most 500 characters.</summary>
    public string? Message { get; init; }

    /// <summary>From the body, else from the headers X-Tt-Logid and X-Request-Id.</summary>
    public string? LogId { get; init; }

    /// <summary>The <c>error</c> of an OAuth answer (RFC 6749, 5.2), e.g. <c>authorization_pending</c>.</summary>
    public string? OAuthError { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Fields { get; init; } = [];

    public IReadOnlyList<string> HelpLinks { get; init; } = [];

    /// <summary>The page on which the user satisfies an access policy (codes 21000 and 21001).</summary>
    public string? ChallengeLink { get; init; }

    /// <summary>The platform's page of advice for this very failure, from <c>error.troubleshooter</c>.</summary>
    public string? TroubleshooterLink { get; init; }

    /// <summary>The first bytes of a body that is not the API's JSON, as one printable line; null otherwise.</summary>
    public string? BodyStart { get; init; }

    /// <summary>How long the platform asks to wait, from x-ogw-ratelimit-reset or Retry-After; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
