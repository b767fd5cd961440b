using System.Net;
using LarkResources.Errors;

namespace LarkResources.Tests;

public class ErrorCatalogueTests
{
    /// <summary>Scripts rely on these ids and categories.</summary>
    public static TheoryData<int, string, LarkErrorCategory, bool> Contract => new()
    {
        { 230110, "MessageDeleted", LarkErrorCategory.ObjectNotFound, false },
        { 234001, "InvalidRequestParameter", LarkErrorCategory.InvalidArgument, false },
        { 234002, "Unauthorized", LarkErrorCategory.AuthenticationError, false },
        { 234003, "FileNotInMessage", LarkErrorCategory.ObjectNotFound, false },
        { 234004, "AppNotInChat", LarkErrorCategory.PermissionDenied, false },
        { 234009, "ExternalChatNotSupported", LarkErrorCategory.PermissionDenied, false },
        { 234019, "TenantCheckFailed", LarkErrorCategory.ResourceUnavailable, true },
        { 234037, "ResourceTooLarge", LarkErrorCategory.LimitsExceeded, false },
        { 234038, "RestrictedMode", LarkErrorCategory.PermissionDenied, false },
        { 234040, "MessageInvisible", LarkErrorCategory.PermissionDenied, false },
        { 234041, "TenantKeyDeleted", LarkErrorCategory.ResourceUnavailable, false },
        { 234042, "TenantStorageError", LarkErrorCategory.ResourceUnavailable, false },
        { 234043, "UnsupportedMessageType", LarkErrorCategory.NotImplemented, false },
        { 99991400, "RateLimited", LarkErrorCategory.LimitsExceeded, true },
        { 99991401, "AddressNotAllowed", LarkErrorCategory.PermissionDenied, false },
        { 99991663, "InvalidAccessToken", LarkErrorCategory.AuthenticationError, false },
        { 99991672, "ScopeMissing", LarkErrorCategory.PermissionDenied, false },
    };

    public static TheoryData<string> Ids => [.. ErrorCatalogue.All.Select(row => row.ErrorId)];

    [Theory]
    [MemberData(nameof(Contract))]
    public void A_code_of_the_contract_keeps_id_and_category_whatever_the_status(int code, string id, LarkErrorCategory category, bool retryable)
    {
        foreach (HttpStatusCode? status in new HttpStatusCode?[] { null, (HttpStatusCode)200, (HttpStatusCode)400, (HttpStatusCode)403, (HttpStatusCode)500 })
        {
            var row = ErrorCatalogue.ForCode(code, status);

            Assert.Equal((id, category, retryable), (row.ErrorId, row.Category, row.IsRetryable));
        }

        Assert.Same(ErrorCatalogue.Find(code), ErrorCatalogue.Find(id));
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
    public void The_modules_own_ids_have_no_code(string id, LarkErrorCategory category)
    {
        var row = ErrorCatalogue.Find(id);

        Assert.NotNull(row);
        Assert.Null(row.Code);
        Assert.Equal(category, row.Category);
    }

    [Fact]
    public void Every_id_and_every_code_occurs_once()
    {
        Assert.Equal(ErrorCatalogue.All.Count, ErrorCatalogue.All.Select(row => row.ErrorId).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        var codes = ErrorCatalogue.All.Select(row => row.Code).OfType<int>().ToArray();
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.True(codes.Length >= 80);
    }

    [Fact]
    public void Only_the_codes_of_the_contract_have_a_name()
    {
        var contract = Contract.Select(row => (int)((object[])row)[0]).ToHashSet();

        foreach (var row in ErrorCatalogue.All.Where(row => row.Code is { } code && !contract.Contains(code)))
        {
            Assert.Equal($"LarkApi{row.Code}", row.ErrorId);
            Assert.Equal(CatalogueRow.CategoryOf((HttpStatusCode)(row.HttpStatusCode ?? 400)), row.Category);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_row_speaks_both_languages(string id)
    {
        var row = ErrorCatalogue.Find(id)!;

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
    [MemberData(nameof(Ids))]
    public void A_recommendation_is_one_sentence(string id)
    {
        var row = ErrorCatalogue.Find(id)!;

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

        var known = ErrorCatalogue.ForCode(230002, (HttpStatusCode)status);
        Assert.Equal(("LarkApi230002", category, retryable), (known.ErrorId, known.Category, known.IsRetryable));
    }

    [Fact]
    public void A_success_status_says_nothing_about_a_known_code()
    {
        Assert.Equal(LarkErrorCategory.InvalidArgument, ErrorCatalogue.ForCode(230002, HttpStatusCode.OK).Category);
        Assert.Equal(LarkErrorCategory.InvalidResult, ErrorCatalogue.ForCode(123, HttpStatusCode.OK).Category);
    }

    [Fact]
    public void What_the_catalogue_does_not_hold_is_not_found()
    {
        Assert.Null(ErrorCatalogue.Find(123));
        Assert.Null(ErrorCatalogue.Find("LarkApi123"));
        Assert.NotNull(ErrorCatalogue.Find("appnotinchat"));
    }
}
