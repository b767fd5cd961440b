using System.Management.Automation;
using LarkResources.Text;

namespace LarkResources.Pipeline;

/// <summary>Makes the error record of a failure: stable id, true category, and what to do next.</summary>
internal static class ErrorRecords
{
    /// <summary>The default error view shows a recommendation from 7.5 on; before that it must be part of the message.</summary>
    private static readonly bool ViewShowsRecommendation = typeof(PSObject).Assembly.GetName().Version is { } version && version >= new Version(7, 5);

    public static ErrorRecord Create(LarkException e)
    {
        var category = Enum.TryParse<ErrorCategory>(e.Category.ToString(), out var same) ? same : ErrorCategory.NotSpecified;
        return new(e, e.ErrorId, category, e.Target) { ErrorDetails = Details(e.Message, e.Recommendation) };
    }

    /// <summary>A message and what to do next.</summary>
    /// <remarks>The view's own label, "Recommendation:", is English in every shell: in a Chinese one the sentence stands in the message, on a line of its own behind a Chinese label.</remarks>
    public static ErrorDetails Details(string message, string? recommendation) => recommendation switch
    {
        null => new(message),
        _ when UiText.IsChinese => new($"{message}\n建议：{recommendation}"),
        _ when ViewShowsRecommendation => new(message) { RecommendedAction = recommendation },
        _ => new($"{message} {recommendation}") { RecommendedAction = recommendation },
    };
}
