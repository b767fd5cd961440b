using System.Management.Automation;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>Get-LarkErrorInfo explains whatever it is given: a number, several, an error, or nothing.</summary>
public sealed class ErrorInfoTests : IDisposable
{
    private readonly HostedShell _shell = new();

    [Theory]
    [InlineData("Get-LarkErrorInfo 234004")]
    [InlineData("Get-LarkErrorInfo -Code 234004")]
    [InlineData("234004 | Get-LarkErrorInfo")]
    [InlineData("'234004' | Get-LarkErrorInfo")]
    [InlineData("[pscustomobject]@{ code = 234004; msg = 'App not in chat.' } | Get-LarkErrorInfo")]
    [InlineData("try { throw (Get-Refusal) } catch { $_ | Get-LarkErrorInfo }")]
    [InlineData("try { throw (Get-Refusal) } catch { Get-LarkErrorInfo -ErrorRecord $_ }")]
    [InlineData("try { throw (Get-Refusal) } catch { $_.Exception | Get-LarkErrorInfo }")]
    public void Every_way_to_ask_gives_the_row(string script)
    {
        Refuse();

        var info = Assert.Single(_shell.Run(script).EnsureNoErrors().Output);

        Assert.Equal(("234004", "AppNotInChat", "PermissionDenied"), (info.Text("Code"), info.Text("ErrorId"), info.Text("Category")));
        Assert.Equal("False", info.Text("IsRetryable"));
        foreach (var text in new[] { "Meaning", "Cause", "Recommendation", "MeaningChinese", "CauseChinese", "RecommendationChinese", "HelpLink", "Source" })
        {
            Assert.NotEmpty(info.Text(text)!);
        }
    }

    [Fact]
    public void Several_codes_come_in_their_order()
    {
        Assert.Equal(
            ["ScopeMissing", "AppNotInChat"],
            _shell.Run("Get-LarkErrorInfo 99991672, 234004").EnsureNoErrors().Output.Select(info => info.Text("ErrorId")));
        Assert.Equal(
            ["ScopeMissing", "AppNotInChat"],
            _shell.Run("99991672, 234004 | Get-LarkErrorInfo").EnsureNoErrors().Output.Select(info => info.Text("ErrorId")));
    }

    [Fact]
    public void Nothing_given_lists_the_catalogue_without_a_gap()
    {
        var all = _shell.Run("Get-LarkErrorInfo").EnsureNoErrors().Output;

        var ids = all.Select(info => info.Text("ErrorId")).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Superset(
            new HashSet<string?> { "NotConnected", "FileExists", "NotAFileSystemPath", "ConnectionFailed", "Timeout", "TransferIncomplete", "UnexpectedResponse", "UnsafeBaseUri" },
            ids.ToHashSet());
        Assert.Superset(PlatformErrorTests.Codes.Select(row => (string)row[1]).Where(id => id != "LarkApi12345").ToHashSet<string?>(), ids.ToHashSet());
    }

    [Fact]
    public void Unknown_code_gets_an_honest_row()
    {
        var info = Assert.Single(_shell.Run("Get-LarkErrorInfo 777").EnsureNoErrors().Output);

        Assert.Equal("LarkApi777", info.Text("ErrorId"));
        Assert.Contains("777", info.Text("Meaning"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AppNotInChat", "234004")]
    [InlineData("LarkApi777", "777")]
    [InlineData("NotConnected", null)]
    public void Error_that_came_from_another_process_is_known_by_its_id(string id, string? code)
    {
        var error = new ErrorRecord(new RemoteException("It did not work."), id + ",LarkResources.Commands.GetLarkMessageResourceCommand", ErrorCategory.NotSpecified, null);

        var info = Assert.Single(_shell.Run("$given | Get-LarkErrorInfo", ("given", error)).EnsureNoErrors().Output);

        Assert.Equal((id, code), (info.Text("ErrorId"), info.Text("Code") is { Length: > 0 } text ? text : null));
    }

    [Fact]
    public void Error_of_somebody_else_is_not_explained()
    {
        var result = _shell.Run("try { 1 / 0 } catch { $_ | Get-LarkErrorInfo }");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("UnknownError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Codes_complete_with_their_ids()
    {
        var texts = _shell.Run("(TabExpansion2 'Get-LarkErrorInfo 23400' 23).CompletionMatches | ForEach-Object { $_.CompletionText + ' ' + $_.ListItemText + ' ' + $_.ToolTip }")
            .EnsureNoErrors().OutputAs<string>();

        Assert.Contains(texts, text => text.StartsWith("234004 234004 AppNotInChat The app's bot", StringComparison.Ordinal));
        Assert.All(texts, text => Assert.StartsWith("23400", text, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => _shell.Dispose();

    private void Refuse() => _shell.Run(
        "Connect-Lark -Sandbox; function Get-Refusal { try { Get-LarkMessageResource om_error_234004 file_v3_sandbox_error -ErrorAction Stop } catch { $_ } }").EnsureNoErrors();
}
