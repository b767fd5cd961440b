using System.Management.Automation;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>What the platform refuses comes as an error that a script can tell apart and a person can act on.</summary>
[Collection(Tenant.Collection)]
public sealed class PlatformErrorTests(Tenant tenant)
{
    private const string Key = "file_v3_sandbox_error";

    /// <summary>Every code of the contract, with its id and category.</summary>
    public static TheoryData<int, string, string> Codes => new()
    {
        { 230110, "MessageDeleted", "ObjectNotFound" },
        { 234001, "InvalidRequestParameter", "InvalidArgument" },
        { 234002, "Unauthorized", "AuthenticationError" },
        { 234003, "FileNotInMessage", "ObjectNotFound" },
        { 234004, "AppNotInChat", "PermissionDenied" },
        { 234009, "ExternalChatNotSupported", "PermissionDenied" },
        { 234019, "TenantCheckFailed", "ResourceUnavailable" },
        { 234037, "ResourceTooLarge", "LimitsExceeded" },
        { 234038, "RestrictedMode", "PermissionDenied" },
        { 234040, "MessageInvisible", "PermissionDenied" },
        { 234041, "TenantKeyDeleted", "ResourceUnavailable" },
        { 234042, "TenantStorageError", "ResourceUnavailable" },
        { 234043, "UnsupportedMessageType", "NotImplemented" },
        { 99991400, "RateLimited", "LimitsExceeded" },
        { 99991401, "AddressNotAllowed", "PermissionDenied" },
        { 99991663, "InvalidAccessToken", "AuthenticationError" },
        { 99991672, "ScopeMissing", "PermissionDenied" },
        { 12345, "LarkApi12345", "InvalidArgument" },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Code_becomes_an_error_with_its_id_category_target_and_recommendation(int code, string id, string category)
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var result = shell.Run($"Get-LarkMessageResource om_error_{code} {Key}; 'went on'");

        var error = Assert.Single(result.Errors);
        Assert.Equal(["went on"], result.OutputAs<string>());
        Assert.Equal($"{id},LarkResources.Commands.GetLarkMessageResourceCommand", error.FullyQualifiedErrorId);
        Assert.Equal((category, Key), (error.CategoryInfo.Category.ToString(), error.TargetObject));
        Assert.Matches($@"^[^\r\n]*'{Key}'[^\r\n]*'om_error_{code}'[^\r\n]*\(code {code}, log id \w+\)$", error.ErrorDetails.Message);
        Assert.Matches(@"^[A-Z][^\r\n]+\.$", error.ErrorDetails.RecommendedAction);
        Assert.Equal(code, PSObject.AsPSObject(error.Exception).Number("Code"));
        Assert.Equal(error.ErrorDetails.RecommendedAction, PSObject.AsPSObject(error.Exception).Text("Recommendation"));
        Assert.StartsWith("https://", error.Exception.HelpLink, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Recommendation_is_that_of_the_catalogue_in_the_language_of_the_shell(int code, string id, string category)
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox, uiCulture: "zh-CN");

        var result = shell.Run($"$info = Get-LarkErrorInfo {code}; Get-LarkMessageResource om_error_{code} {Key}; $info");

        var error = Assert.Single(result.Errors);
        var info = Assert.Single(result.Output);
        Assert.Equal((id, category), (info.Text("ErrorId"), error.CategoryInfo.Category.ToString()));
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}.*。$", error.ErrorDetails.RecommendedAction);
        if (code is not (99991672 or 12345))
        {
            // The answer knows more than the catalogue here: the scope that is missing, or the platform's own page on a code.
            Assert.Equal(info.Text("RecommendationChinese"), error.ErrorDetails.RecommendedAction);
        }
    }

    [Theory]
    [InlineData(500, "ResourceUnavailable")]
    [InlineData(404, "InvalidResult")]
    public async Task Status_without_a_code_is_an_unexpected_response(int status, string category)
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var error = Assert.Single(shell.Run($"Get-LarkMessageResource om_error_{status} {Key}").Errors);

        Assert.StartsWith("UnexpectedResponse,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.Contains($"HTTP {status}", error.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_scope_is_named_in_message_and_recommendation()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var error = Assert.Single(shell.Run($"Get-LarkMessageResource om_error_99991672 {Key}").Errors);

        Assert.Contains("im:message:readonly", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("im:message:readonly", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exception_can_be_caught_by_its_type()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var result = shell.Run($"try {{ Get-LarkMessageResource om_error_234004 {Key} -ErrorAction Stop }} catch [LarkResources.LarkException] {{ $_.Exception.Code; $_.Exception.HttpStatusCode; $_.Exception.LogId }}");

        Assert.Equal(["234004", "BadRequest"], result.OutputAs<string>().Take(2));
        Assert.NotEmpty(result.OutputAs<string>()[2]);
    }

    [Fact]
    public async Task Person_sees_message_and_recommendation_once()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var text = shell.Show($"Get-LarkMessageResource om_error_234004 {Key}");

        Assert.Contains("not a member of the chat", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("Add Bot").Length);
    }

    [Fact]
    public async Task Passing_failures_are_tried_again_without_a_word_but_on_the_verbose_stream()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox, options: string.Empty);

        var result = shell.Run($"Get-LarkMessageResource om_transient_234019 {Key} -Verbose").EnsureNoErrors();

        Assert.Single(result.Output);
        Assert.Empty(result.Warnings);
        Assert.Contains(result.Verbose, line => line.Contains("234019", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("om_sandbox_recalled", "MessageDeleted", "ObjectNotFound")]
    [InlineData("om_sandbox_image file_v3_sandbox_report", "FileNotInMessage", "ObjectNotFound")]
    [InlineData("om_sandbox_image other-key", "FileNotInMessage", "ObjectNotFound")]
    [InlineData("om_sandbox_forward_child img_v3_sandbox_forwarded", "FileNotInMessage", "ObjectNotFound")]
    [InlineData("om_sandbox_card img_v3_sandbox_card", "UnsupportedMessageType", "NotImplemented")]
    [InlineData("om_sandbox_cover img_v3_x/../y", "InvalidRequestParameter", "InvalidArgument")]
    [InlineData("'om_ x' file_v3_x", "InvalidRequestParameter", "InvalidArgument")]
    [InlineData("om_get_error_230002", "LarkApi230002", "InvalidArgument")]
    public async Task Wrong_input_has_an_error_that_says_so(string arguments, string id, string category)
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var error = Assert.Single(shell.Run($"Get-LarkMessageResource {arguments}").Errors);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.NotNull(error.TargetObject);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }
}
