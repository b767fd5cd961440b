using LarkResources.Errors;

namespace LarkResources;

/// <summary>One row of the error catalogue: what an API code or an error id of this module means and what to do about it.</summary>
public sealed record LarkErrorInfo
{
    /// <summary>The API's business code, or null for an error of the module's own.</summary>
    public int? Code { get; init; }

    /// <summary>The stable id with which <c>FullyQualifiedErrorId</c> starts.</summary>
    public required string ErrorId { get; init; }

    /// <summary>The category of the ErrorRecord.</summary>
    public required LarkErrorCategory Category { get; init; }

    /// <summary>True when the module itself waits and tries again before it reports this error; renewing a token once is not meant.</summary>
    public bool IsRetryable => Disposition.IsRetryable();

    /// <summary>What the failure means for the work that met it.</summary>
    internal Disposition Disposition { get; init; }

    /// <summary>The HTTP status with which the code is documented or was seen; null when unknown or not from HTTP.</summary>
    public int? HttpStatusCode { get; init; }

    /// <summary>The platform's own short text for the code, or null.</summary>
    public string? OfficialMessage { get; init; }

    /// <summary>What happened, in English.</summary>
    public required string Meaning { get; init; }

    /// <summary>Why it usually happens, in English.</summary>
    public required string Cause { get; init; }

    /// <summary>One imperative sentence, in English: what to type or click next.</summary>
    public required string Recommendation { get; init; }

    /// <summary>What happened, in Chinese.</summary>
    public required string MeaningChinese { get; init; }

    /// <summary>Why it usually happens, in Chinese.</summary>
    public required string CauseChinese { get; init; }

    /// <summary>One imperative sentence, in Chinese: what to type or click next.</summary>
    public required string RecommendationChinese { get; init; }

    /// <summary>A page that explains the error further.</summary>
    public required string HelpLink { get; init; }

    /// <summary>Where the row comes from: the official page, another official text, or client code.</summary>
    public required string Source { get; init; }

    /// <summary>The row with what one error says, in the language of that error; the other language stays the row's.</summary>
    internal LarkErrorInfo AsToldBy(LarkException e) => e.IsChinese
        ? this with
        {
            MeaningChinese = Told(e, MeaningChinese),
            RecommendationChinese = e.Recommendation ?? RecommendationChinese,
        }
        : this with
        {
            Meaning = Told(e, Meaning),
            Recommendation = e.Recommendation ?? Recommendation,
        };

    /// <summary>The row as it fits an error with this code and status: what belongs to another code of the same situation is left out.</summary>
    internal LarkErrorInfo For(int? code, int? status) => code == Code ? this : this with
    {
        Code = code,
        HttpStatusCode = status,
        OfficialMessage = code is { } known ? ErrorCatalogue.Find(known)?.OfficialMessage : null,
        Disposition = code is { } other ? ErrorCatalogue.DispositionOf(other, null) : Disposition,
    };

    // The message of a code has the meaning in it, beside the ids of the call.
    private static string Told(LarkException e, string meaning) => e.Message.Contains(meaning, StringComparison.Ordinal) ? meaning : e.Message;
}
