using System.Globalization;
using System.Net;

namespace LarkResources.Tests;

public class ErrorCatalogueTests
{
    /// <summary>Scripts rely on these ids and categories. The first code of an id is the one whose row stands for all of them.</summary>
    public static TheoryData<string, LarkErrorCategory, int[]> Contract => new()
    {
        { "MessageDeleted", LarkErrorCategory.ObjectNotFound, [230110, 230011, 231003] },
        { "MessageNotFound", LarkErrorCategory.ObjectNotFound, [99992354] },
        { "ChatNotFound", LarkErrorCategory.ObjectNotFound, [99992356, 230045, 232006, 232009] },
        { "AppNotInChat", LarkErrorCategory.PermissionDenied, [234004, 230002, 232011] },
        { "MessageInvisible", LarkErrorCategory.PermissionDenied, [234040, 230050, 230073] },
        { "ExternalChatNotSupported", LarkErrorCategory.PermissionDenied, [234009, 232033] },
        { "ScopeMissing", LarkErrorCategory.PermissionDenied, [99991672, 99991676, 99991679, 230027] },
        { "InvalidCredential", LarkErrorCategory.AuthenticationError, [99991543, 10003, 10014, 10015, 20002] },
        { "SignInExpired", LarkErrorCategory.AuthenticationError, [99991677, 20026, 20037, 20064, 20073] },
        { "InvalidAccessToken", LarkErrorCategory.AuthenticationError, [99991663, 99991661, 99991664, 99991668, 99991671] },
        { "InvalidRequestParameter", LarkErrorCategory.InvalidArgument, [234001, 230001, 99992402] },
        { "Unauthorized", LarkErrorCategory.PermissionDenied, [234002] },
        { "FileNotInMessage", LarkErrorCategory.ObjectNotFound, [234003] },
        { "TenantCheckFailed", LarkErrorCategory.ResourceUnavailable, [234019] },
        { "ResourceTooLarge", LarkErrorCategory.LimitsExceeded, [234037] },
        { "RestrictedMode", LarkErrorCategory.PermissionDenied, [234038] },
        { "TenantKeyDeleted", LarkErrorCategory.ResourceUnavailable, [234041] },
        { "TenantStorageError", LarkErrorCategory.ResourceUnavailable, [234042] },
        { "UnsupportedMessageType", LarkErrorCategory.NotImplemented, [234043] },
        { "DownloadForbidden", LarkErrorCategory.PermissionDenied, [14005, 14009] },
        { "RateLimited", LarkErrorCategory.LimitsExceeded, [99991400] },
        { "AddressNotAllowed", LarkErrorCategory.PermissionDenied, [99991401] },
        { "AccessPolicy", LarkErrorCategory.PermissionDenied, [21000, 21001] },
        { "PlatformError", LarkErrorCategory.ResourceUnavailable, [2200] },
    };

    /// <summary>A row by what tells it from all others: its code, or its id where it has none.</summary>
    public static TheoryData<string> Keys => [.. ErrorCatalogue.All.Select(KeyOf)];

    [Theory]
    [MemberData(nameof(Contract))]
    public void A_situation_keeps_id_and_category_whatever_the_code_and_the_status(string id, LarkErrorCategory category, int[] codes)
    {
        foreach (var code in codes)
        {
            Assert.All(new HttpStatusCode?[] { null, (HttpStatusCode)200, (HttpStatusCode)400, (HttpStatusCode)403, (HttpStatusCode)500 }, status =>
            {
                var row = ErrorCatalogue.ForCode(code, status);
                Assert.Equal((code, id, category), (row.Code, row.ErrorId, row.Category));
                Assert.Same(ErrorCatalogue.Find(code), row);
            });
        }

        Assert.Same(ErrorCatalogue.Find(codes[0]), ErrorCatalogue.Find(id));
        Assert.Equal(codes.Order(), ErrorCatalogue.All.Where(row => row.ErrorId == id).Select(row => row.Code!.Value));
    }

    [Theory]
    [InlineData("NotConnected", LarkErrorCategory.ConnectionError)]
    [InlineData("FileExists", LarkErrorCategory.ResourceExists)]
    [InlineData("NotAFileSystemPath", LarkErrorCategory.InvalidArgument)]
    [InlineData("ConnectionFailed", LarkErrorCategory.ConnectionError)]
    [InlineData("Timeout", LarkErrorCategory.OperationTimeout)]
    [InlineData("TransferIncomplete", LarkErrorCategory.ReadError)]
    [InlineData("UnexpectedResponse", LarkErrorCategory.InvalidResult)]
    [InlineData("UnsafeBaseUri", LarkErrorCategory.SecurityError)]
    [InlineData("WriteFailed", LarkErrorCategory.WriteError)]
    [InlineData("ResourceBusy", LarkErrorCategory.ResourceUnavailable)]
    [InlineData("UnreadableManifest", LarkErrorCategory.ReadError)]
    [InlineData("UnreadableFile", LarkErrorCategory.ReadError)]
    [InlineData("UnsafeTokenFile", LarkErrorCategory.SecurityError)]
    [InlineData("IncompleteFolder", LarkErrorCategory.ReadError)]
    public void The_modules_own_ids_have_no_code(string id, LarkErrorCategory category)
    {
        var row = ErrorCatalogue.Find(id);

        Assert.NotNull(row);
        Assert.Null(row.Code);
        Assert.Equal(category, row.Category);
    }

    [Fact]
    public void Every_code_has_one_row_and_every_id_of_the_modules_own_too()
    {
        Assert.Equal(ErrorCatalogue.All.Count, ErrorCatalogue.All.Select(KeyOf).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(16, ErrorCatalogue.All.Count(row => row.Code is null));
        Assert.True(ErrorCatalogue.All.Count >= 95);
    }

    [Fact]
    public void Only_the_codes_of_the_contract_have_a_name()
    {
        var contract = Contract.SelectMany(row => (int[])((object[])row)[2]).ToHashSet();

        foreach (var row in ErrorCatalogue.All.Where(row => row.Code is { } code && !contract.Contains(code)))
        {
            Assert.Equal($"LarkApi{row.Code}", row.ErrorId);
            Assert.Equal(CatalogueRow.CategoryOf((HttpStatusCode)(row.HttpStatusCode ?? 400)), row.Category);
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_row_speaks_both_languages(string key)
    {
        var row = ErrorCatalogue.All.Single(row => KeyOf(row) == key);

        foreach (var english in new[] { row.Meaning, row.Cause, row.Recommendation })
        {
            Assert.EndsWith(".", english, StringComparison.Ordinal);
            Assert.DoesNotContain(english, c => c is >= '\u2E80' and <= '\uFFEF');
            Assert.DoesNotContain('\n', english);
        }

        foreach (var chinese in new[] { row.MeaningChinese, row.CauseChinese, row.RecommendationChinese })
        {
            Assert.EndsWith("。", chinese, StringComparison.Ordinal);
            Assert.Contains(chinese, c => c is >= '\u4E00' and <= '\u9FFF');
            Assert.DoesNotContain('\n', chinese);
        }

        Assert.True(Uri.TryCreate(row.HelpLink, UriKind.Absolute, out var link) && link.Scheme == "https");
        Assert.NotEmpty(row.Source);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_recommendation_is_one_sentence(string key)
    {
        var row = ErrorCatalogue.All.Single(row => KeyOf(row) == key);

        Assert.DoesNotMatch(@"[.!?;]\s", row.Recommendation);
        Assert.True(char.IsAsciiLetterUpper(row.Recommendation[0]));
        Assert.Equal(row.RecommendationChinese.Length - 1, row.RecommendationChinese.IndexOfAny(['。', '！', '？', '；']));
    }

    [Theory]
    [InlineData(400, LarkErrorCategory.InvalidArgument, false)]
    [InlineData(401, LarkErrorCategory.AuthenticationError, false)]
    [InlineData(403, LarkErrorCategory.PermissionDenied, false)]
    [InlineData(404, LarkErrorCategory.ObjectNotFound, false)]
    [InlineData(408, LarkErrorCategory.OperationTimeout, true)]
    [InlineData(409, LarkErrorCategory.ResourceUnavailable, false)]
    [InlineData(410, LarkErrorCategory.ObjectNotFound, false)]
    [InlineData(418, LarkErrorCategory.InvalidResult, false)]
    [InlineData(429, LarkErrorCategory.LimitsExceeded, true)]
    [InlineData(503, LarkErrorCategory.ResourceUnavailable, true)]
    public void Any_other_code_follows_the_status(int status, LarkErrorCategory category, bool retryable)
    {
        var unknown = ErrorCatalogue.ForCode(123, (HttpStatusCode)status);
        Assert.Equal(("LarkApi123", category, retryable), (unknown.ErrorId, unknown.Category, unknown.IsRetryable));

        var known = ErrorCatalogue.ForCode(230013, (HttpStatusCode)status);
        Assert.Equal(("LarkApi230013", category, retryable), (known.ErrorId, known.Category, known.IsRetryable));
    }

    [Fact]
    public void A_success_status_says_nothing_about_a_known_code()
    {
        Assert.Equal(LarkErrorCategory.InvalidArgument, ErrorCatalogue.ForCode(230013, HttpStatusCode.OK).Category);
        Assert.Equal(LarkErrorCategory.InvalidResult, ErrorCatalogue.ForCode(123, HttpStatusCode.OK).Category);
    }

    [Fact]
    public void What_the_catalogue_does_not_hold_is_not_found()
    {
        Assert.Null(ErrorCatalogue.Find(123));
        Assert.Null(ErrorCatalogue.Find("LarkApi123"));
        Assert.NotNull(ErrorCatalogue.Find("appnotinchat"));
    }

    [Theory]
    [InlineData(230011, null, "MessageDeleted", 230011)]
    [InlineData(230001, "invalid message_id", "MessageNotFound", 230001)]
    [InlineData(777, null, "LarkApi777", 777)]
    [InlineData(null, null, "PlatformError", null)]
    public void An_exception_is_explained_by_the_row_of_its_id_with_the_code_it_has(int? code, string? message, string id, int? shown)
    {
        var status = code is null ? HttpStatusCode.BadGateway : HttpStatusCode.BadRequest;
        var row = ErrorCatalogue.ForException(LarkErrors.FromFault(new() { Code = code, Status = status, Message = message }, "It failed", "om_x"))!;

        Assert.Equal((id, shown), (row.ErrorId, row.Code));
        Assert.Equal(code is null ? null : ErrorCatalogue.ForCode(code.Value, status).OfficialMessage, row.OfficialMessage);
    }

    [Fact]
    public void What_an_exception_says_itself_comes_before_the_row_in_the_language_of_the_exception()
    {
        var row = ErrorCatalogue.Find("UnreadableManifest")!;
        var english = ErrorCatalogue.ForException(LarkErrors.Local("UnreadableManifest", "'/x' does not hold an export.", "/x", recommendation: "Give the folder."))!;
        Assert.Equal(("'/x' does not hold an export.", "Give the folder."), (english.Meaning, english.Recommendation));
        Assert.Equal((row.MeaningChinese, row.RecommendationChinese, row.Cause), (english.MeaningChinese, english.RecommendationChinese, english.Cause));

        using (ChineseText.Shell())
        {
            var chinese = ErrorCatalogue.ForException(LarkErrors.Local("UnreadableManifest", "'/x' 不是导出。", "/x", recommendation: "请指定文件夹。"))!;
            Assert.Equal(("'/x' 不是导出。", "请指定文件夹。"), (chinese.MeaningChinese, chinese.RecommendationChinese));
            Assert.Equal((row.Meaning, row.Recommendation), (chinese.Meaning, chinese.Recommendation));
        }
    }

    [Fact]
    public void The_meaning_of_a_code_is_the_one_of_its_row_and_not_the_whole_message()
    {
        var e = LarkErrors.FromFault(new() { Code = 234004, Status = HttpStatusCode.BadRequest, LogId = "1" }, "It failed", "om_x");
        Assert.Equal(ErrorCatalogue.Find(234004), ErrorCatalogue.ForException(e));
        Assert.EndsWith(" Then this.", ErrorCatalogue.ForException(LarkErrors.Advised(e, "Then this."))!.Recommendation, StringComparison.Ordinal);
    }

    private static string KeyOf(LarkErrorInfo row) => row.Code?.ToString(CultureInfo.InvariantCulture) ?? row.ErrorId;
}
