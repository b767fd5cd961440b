using System.Collections.Frozen;
using System.Net;

namespace LarkResources.Errors;

/// <summary>Every error the module knows: what it means, why it comes, what to do.</summary>
internal static class ErrorCatalogue
{
    /// <summary>All rows: codes in ascending order, then the ids of the module's own.</summary>
    public static IReadOnlyList<LarkErrorInfo> All { get; } =
    [
        .. new[]
        {
            OfficialPage.Rows, GeneralCodes.Rows, AccessTokenCodes.Rows,
            MessageAndChatCodes.Rows, FileCodes.Rows, TokenCodes.Rows,
        }.SelectMany(rows => rows).OrderBy(row => row.Code),
        .. ModuleErrors.Rows,
    ];

    private static readonly FrozenDictionary<int, LarkErrorInfo> ByCode =
        All.Where(row => row.Code is not null).ToFrozenDictionary(row => row.Code!.Value);

    private static readonly FrozenDictionary<string, LarkErrorInfo> ById =
        All.ToFrozenDictionary(row => row.ErrorId, StringComparer.OrdinalIgnoreCase);

    public static LarkErrorInfo? Find(int code) => ByCode.GetValueOrDefault(code);

    public static LarkErrorInfo? Find(string errorId) => ById.GetValueOrDefault(errorId);

    /// <summary>The row for a code that arrived with a status; a code nobody has written up gets a row made from the status.</summary>
    /// <remarks>
    /// The category of a row with an id of its own is fixed. That of a <c>LarkApi&lt;code&gt;</c> row follows the status
    /// that actually came, unless that was a success status, which says nothing about the failure.
    /// </remarks>
    public static LarkErrorInfo ForCode(int code, HttpStatusCode? status)
    {
        var failed = (int?)status >= 400;
        if (Find(code) is not { } row)
        {
            return Synthesize(code, status);
        }

        if (!failed || !row.ErrorId.StartsWith(CatalogueRow.ApiIdPrefix, StringComparison.Ordinal))
        {
            return row;
        }

        return row with { Category = CatalogueRow.CategoryOf(status), IsRetryable = row.IsRetryable || IsRetried(status) };
    }

    /// <summary>The statuses the module tries again whatever the body says.</summary>
    internal static bool IsRetried(HttpStatusCode? status) => (int?)status is 408 or 429 or (>= 500 and <= 599);

    private static LarkErrorInfo Synthesize(int code, HttpStatusCode? status) => new()
    {
        Code = code,
        ErrorId = CatalogueRow.ApiId(code),
        Category = CatalogueRow.CategoryOf(status),
        IsRetryable = IsRetried(status),
        HttpStatusCode = (int?)status,
        Meaning = $"The platform refused the call with code {code}, which this module's catalogue does not explain.",
        Cause = "The code is not among those documented for the calls this module makes.",
        Recommendation = $"Search for {code} on {CatalogueLink.GeneralCodes} and give the log id of the message to the platform's support if no page explains the code.",
        MeaningChinese = $"平台以错误码 {code} 拒绝了调用，本模块的错误目录中没有该错误码的说明。",
        CauseChinese = "该错误码不在本模块所调用接口的文档之中。",
        RecommendationChinese = $"在 {CatalogueLink.GeneralCodes} 搜索 {code}，若没有页面说明该错误码，请把报错中的 log id 提供给平台技术支持。",
        HelpLink = CatalogueLink.GeneralCodes,
        Source = CatalogueSource.Unknown,
    };
}
