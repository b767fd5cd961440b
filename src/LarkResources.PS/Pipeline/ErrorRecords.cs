using System.Management.Automation;

namespace LarkResources.Pipeline;

/// <summary>Makes the error record of a failure: stable id, true category, and what to do next.</summary>
internal static class ErrorRecords
{
    /// <summary>The default error view shows a recommendation from 7.5 on; before that it must be part of the message.</summary>
    private static readonly bool ViewShowsRecommendation = typeof(PSObject).Assembly.GetName().Version is { } version && version >= new Version(7, 5);

    public static ErrorRecord Create(LarkException e)
    {
        var category = Enum.TryParse<ErrorCategory>(e.Category.ToString(), out var same) ? same : ErrorCategory.NotSpecified;
        var message = ViewShowsRecommendation || e.Recommendation is null ? e.Message : $"{e.Message} {e.Recommendation}";
        return new(e, e.ErrorId, category, e.Target) { ErrorDetails = new(message) { RecommendedAction = e.Recommendation } };
    }
}
