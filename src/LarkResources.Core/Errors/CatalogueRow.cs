using System.Globalization;
using System.Net;

namespace LarkResources.Errors;

/// <summary>What a row says in one language.</summary>
/// <param name="Meaning">What happened.</param>
/// <param name="Cause">Why it usually happens.</param>
/// <param name="Recommendation">One imperative sentence: what to type or click next.</param>
internal readonly record struct ErrorText(string Meaning, string Cause, string Recommendation);

/// <summary>Makes the rows of the catalogue, so that id and category of a code follow one rule.</summary>
internal static class CatalogueRow
{
    internal const string ApiIdPrefix = "LarkApi";

    /// <summary>A code that has a situation, and with it an id that scripts may rely on.</summary>
    internal static LarkErrorInfo Named(
        int code, string situation, Disposition disposition, int? status, string? message,
        ErrorText en, ErrorText zh, string link, string source) =>
        Row(code, situation, Situations.CategoryOf(situation), disposition, status, message, en, zh, link, source);

    /// <summary>Any other code: the id is <c>LarkApi&lt;code&gt;</c> and the category follows the HTTP status.</summary>
    /// <param name="status">The documented or observed status; null when unknown, which counts as 400 because most business codes come with it.</param>
    internal static LarkErrorInfo Numbered(
        int code, Disposition disposition, int? status, string? message,
        ErrorText en, ErrorText zh, string link, string source) =>
        Row(code, ApiId(code), CategoryOf((HttpStatusCode)(status ?? 400)), disposition, status, message, en, zh, link, source);

    /// <summary>A failure that no answer of the API reports.</summary>
    internal static LarkErrorInfo Own(
        string id, LarkErrorCategory category, ErrorText en, ErrorText zh, string link, Disposition disposition = Disposition.FinalForCall) =>
        Row(null, id, category, disposition, null, null, en, zh, link, CatalogueSource.Module);

    internal static string ApiId(int code) => ApiIdPrefix + code.ToString(CultureInfo.InvariantCulture);

    internal static LarkErrorCategory CategoryOf(HttpStatusCode? status) => (int?)status switch
    {
        400 => LarkErrorCategory.InvalidArgument,
        401 => LarkErrorCategory.AuthenticationError,
        403 => LarkErrorCategory.PermissionDenied,
        404 or 410 => LarkErrorCategory.ObjectNotFound,
        408 => LarkErrorCategory.OperationTimeout,
        409 => LarkErrorCategory.ResourceUnavailable,
        429 => LarkErrorCategory.LimitsExceeded,
        >= 500 and <= 599 => LarkErrorCategory.ResourceUnavailable,
        _ => LarkErrorCategory.InvalidResult,
    };

    private static LarkErrorInfo Row(
        int? code, string id, LarkErrorCategory category, Disposition disposition, int? status, string? message,
        ErrorText en, ErrorText zh, string link, string source) => new()
        {
            Code = code,
            ErrorId = id,
            Category = category,
            Disposition = disposition,
            HttpStatusCode = status,
            OfficialMessage = message,
            Meaning = en.Meaning,
            Cause = en.Cause,
            Recommendation = en.Recommendation,
            MeaningChinese = zh.Meaning,
            CauseChinese = zh.Cause,
            RecommendationChinese = zh.Recommendation,
            HelpLink = link,
            Source = source,
        };
}

/// <summary>The pages rows point to. Each address is one under which the official page is published.</summary>
internal static class CatalogueLink
{
    internal const string Resource = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message-resource/get";
    internal const string Message = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/get";
    internal const string GeneralCodes = "https://open.larksuite.com/document/ukTMukTMukTM/ugjM14COyUjL4ITN";
    internal const string FrequencyControl = "https://open.larksuite.com/document/ukTMukTMukTM/uUzN04SN3QjL1cDN";
    internal const string AllowList = "https://open.larksuite.com/document/ukTMukTMukTM/ucTMxYjL3ETM24yNxEjN";
    internal const string AccessTokens = "https://open.larksuite.com/document/ukTMukTMukTM/uMTNz4yM1MjLzUzM";
    internal const string TokenChoice = TroubleShooting + "how-to-choose-which-type-of-token-to-use";
    internal const string BotAbility = TroubleShooting + "how-to-enable-bot-ability";
    internal const string Scopes = TroubleShooting + "how-to-fix-the-99991672-error";
    internal const string UserConsent = "https://open.feishu.cn/document/uAjLw4CM/ugTN1YjL4UTN24CO1UjN/trouble-shooting/how-to-resolve-error-99991679";
    internal const string InvalidParameter = "https://open.feishu.cn/document/faq/trouble-shooting/how-to-resolve-error-230001";
    internal const string UserToken = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/authentication-management/access-token/get-user-access-token";
    internal const string RefreshToken = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/authentication-management/access-token/refresh-user-access-token";
    internal const string FileErrors = "https://learn.microsoft.com/dotnet/standard/io/handling-io-errors";
    internal const string Modules = "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_modules";
    internal const string Providers = "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_providers";
    internal const string RequestErrors = "https://learn.microsoft.com/dotnet/api/system.net.http.httprequesterror";

    private const string TroubleShooting = "https://open.larksuite.com/document/uAjLw4CM/ugTN1YjL4UTN24CO1UjN/trouble-shooting/";
}

/// <summary>Where rows come from, in the words a reader of the catalogue sees.</summary>
internal static class CatalogueSource
{
    internal const string Endpoint = "official page of the endpoint";
    internal const string GeneralCodes = "official page of the general error codes";
    internal const string FrequencyControl = "official page on frequency control";
    internal const string AllowList = "official page on the IP allowlist";
    internal const string Scopes = "official page on requesting scopes";
    internal const string MessagePages = "official pages of the message endpoints";
    internal const string ChatPages = "official pages of the chat endpoints";
    internal const string FilePages = "official pages of the image and file endpoints";
    internal const string UserToken = "official pages on getting and refreshing a user token";
    internal const string Cli = "larksuite/cli";
    internal const string Module = "this module";
    internal const string Unknown = "not in the catalogue";
}
