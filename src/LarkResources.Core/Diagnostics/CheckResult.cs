using LarkResources.Errors;

namespace LarkResources.Diagnostics;

/// <summary>Makes the lines of the checklist, in the language of the UI culture.</summary>
internal static class CheckResult
{
    public static LarkCheck Passed(string name, string english, string chinese) =>
        new() { Name = name, Status = LarkCheckStatus.Passed, Detail = LarkErrors.Localized(english, chinese) };

    public static LarkCheck Skipped(string name, string english, string chinese) =>
        new() { Name = name, Status = LarkCheckStatus.Skipped, Detail = LarkErrors.Localized(english, chinese) };

    public static LarkCheck Failed(string name, (string English, string Chinese) detail, (string English, string Chinese) recommendation) => new()
    {
        Name = name,
        Status = LarkCheckStatus.Failed,
        Detail = LarkErrors.Localized(detail.English, detail.Chinese),
        Recommendation = LarkErrors.Localized(recommendation.English, recommendation.Chinese),
    };

    public static LarkCheck Failed(string name, LarkException e) =>
        new() { Name = name, Status = LarkCheckStatus.Failed, Detail = e.Message, Recommendation = e.Recommendation, Code = e.Code };

    public static LarkCheck SkippedAfter(string name, string failed) => Skipped(name, $"Not checked, since {failed} failed.", $"未检查，因为 {failed} 未通过。");
}
