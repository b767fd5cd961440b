using System.Collections.Frozen;
using System.Net;

namespace LarkResources.Errors;

/// <summary>Every error the module knows: what it means, what causes it, what to do, and what follows for the work.</summary>
internal static class ErrorCatalogue
{
    private static readonly LarkErrorInfo[] Coded =
    [
        .. ResourceEndpointCodes.Rows, .. GeneralCodes.Rows, .. AccessTokenCodes.Rows,
        .. MessageAndChatCodes.Rows, .. FileCodes.Rows, .. TokenCodes.Rows,
    ];

    /// <summary>All rows: codes in ascending order, then the ids of the module's own.</summary>
    public static IReadOnlyList<LarkErrorInfo> All { get; } = [.. Coded.OrderBy(row => row.Code), .. ModuleErrors.Rows];

    private static readonly FrozenDictionary<int, LarkErrorInfo> ByCode = Coded.ToFrozenDictionary(row => row.Code!.Value);

    private static readonly FrozenDictionary<string, LarkErrorInfo> ById =
        Coded.Concat(ModuleErrors.Rows).DistinctBy(row => row.ErrorId).ToFrozenDictionary(row => row.ErrorId, StringComparer.OrdinalIgnoreCase);

    public static LarkErrorInfo? Find(int code) => ByCode.GetValueOrDefault(code);

    /// <summary>The row of an id. Where several codes share the id, this is the row declared first, which has the most general texts.</summary>
    public static LarkErrorInfo? Find(string errorId) => ById.GetValueOrDefault(errorId);

    /// <summary>The row for a code that arrived with a status; a code without a row gets one made from the status.</summary>
    /// <remarks>
    /// The category of a situation is fixed. Category and disposition of a <c>LarkApi&lt;code&gt;</c> row follow the status
    /// that came, unless that was a success status, which says nothing about the failure.
    /// </remarks>
    public static LarkErrorInfo ForCode(int code, HttpStatusCode? status)
    {
        if (Find(code) is not { } row)
        {
            return Synthesize(code, status);
        }

        return (int?)status >= 400 && row.ErrorId.StartsWith(CatalogueRow.ApiIdPrefix, StringComparison.Ordinal)
            ? row with { Category = CatalogueRow.CategoryOf(status), Disposition = row.Disposition | DispositionOf(status) }
            : row;
    }

    /// <summary>The row for an answer that is a failure.</summary>
    /// <param name="fault">What the answer says.</param>
    /// <param name="target">The id that the call was about; null when it was about none.</param>
    public static LarkErrorInfo ForFault(ApiFault fault, string? target) =>
        fault.Code is not { } code ? ForStatus(fault.Status) : RefusedId.RowFor(fault, target) ?? ForCode(code, fault.Status);

    /// <summary>The row that explains an exception, with the code it has, and with its message and advice where they say more than the row.</summary>
    public static LarkErrorInfo? ForException(LarkException e)
    {
        var row = e.Code is { } code ? ForCode(code, e.HttpStatusCode) : null;
        return (row?.ErrorId == e.ErrorId ? row : Find(e.ErrorId) is { } general ? general.For(e.Code, (int?)e.HttpStatusCode) : row)?.AsToldBy(e);
    }

    /// <summary>What follows for the work from a code and the status it came with.</summary>
    public static Disposition DispositionOf(int? code, HttpStatusCode? status) =>
        DispositionOf(status) | (code is { } known ? Find(known)?.Disposition ?? default : default);

    /// <summary>What follows from the status alone, whatever the body says.</summary>
    private static Disposition DispositionOf(HttpStatusCode? status) => (int?)status switch
    {
        401 => Disposition.FinalForRun,
        429 => Disposition.WaitForQuota,
        408 or (>= 500 and <= 599) => Disposition.Retry,
        _ => Disposition.FinalForCall,
    };

    /// <summary>The row for an answer without a code: a status that names a situation has its id, any other answer is not the API's.</summary>
    private static LarkErrorInfo ForStatus(HttpStatusCode status) => DispositionOf(status) switch
    {
        Disposition.WaitForQuota => ById[Situations.RateLimited],
        Disposition.Retry when status is HttpStatusCode.RequestTimeout => ById[ModuleErrors.UnexpectedResponse] with
        {
            Category = LarkErrorCategory.OperationTimeout,
            Disposition = Disposition.Retry,
        },
        Disposition.Retry => ById[Situations.PlatformError],
        _ => ById[ModuleErrors.UnexpectedResponse],
    };

    private static LarkErrorInfo Synthesize(int code, HttpStatusCode? status) => new()
    {
        Code = code,
        ErrorId = CatalogueRow.ApiId(code),
        Category = CatalogueRow.CategoryOf(status),
        Disposition = DispositionOf(status),
        HttpStatusCode = (int?)status,
        Meaning = $"The platform refused the call with code {code}, which is not in this module's catalogue.",
        Cause = "The code is not documented for the calls that this module makes.",
        Recommendation = $"Search for {code} on {CatalogueLink.GeneralCodes}, and if no page explains it, send the log id of the message to the platform's support.",
        MeaningChinese = $"平台以错误码 {code} 拒绝了调用，本模块的错误目录中没有该错误码的说明。",
        CauseChinese = "该错误码不在本模块所调用接口的文档之中。",
        RecommendationChinese = $"在 {CatalogueLink.GeneralCodes} 搜索 {code}，若没有页面说明该错误码，请把报错中的日志 ID 提供给平台技术支持。",
        HelpLink = CatalogueLink.GeneralCodes,
        Source = CatalogueSource.Unknown,
    };
}
