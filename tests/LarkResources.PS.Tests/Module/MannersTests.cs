using System.Management.Automation;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Module;

/// <summary>What a person at a prompt expects of any cmdlet: Tab knows the values, and the names of the API are understood.</summary>
public sealed class MannersTests : IDisposable
{
    private readonly HostedShell _shell = new();

    [Theory]
    [InlineData("Connect-Lark -Region ", "Feishu")]
    [InlineData("Connect-Lark -Region f", "Feishu")]
    [InlineData("Connect-Lark -DeviceCode -Scope ", "im:message:readonly")]
    [InlineData("Connect-Lark -DeviceCode -Scope im:message, im:chat", "im:chat:readonly")]
    [InlineData("Get-LarkMessageResource om_1 -Type ", "Image")]
    [InlineData("Get-LarkMessageResource om_1 -Kind Image, ", "Cover")]
    [InlineData("Get-LarkErrorInfo ", "234004")]
    [InlineData("Get-LarkChat -ChatId ", "oc_sandbox_finance_team")]
    [InlineData("Get-LarkChat -Name f", "'Finance Team'")]
    [InlineData("Get-LarkMessage -ChatId ", "oc_sandbox_finance_team")]
    [InlineData("Export-LarkChatResource ", "oc_sandbox_finance_team")]
    [InlineData("Export-LarkChatResource oc_1 -Kind ", "Video")]
    [InlineData("Test-LarkConnection ", "oc_sandbox_finance_team")]
    [InlineData("Get-LarkMessageResource om_sandbox_image ", "img_v3_sandbox_chart")]
    public void Tab_completes(string line, string expected) => Assert.Contains(expected, Completions(line));

    [Fact]
    public void Tab_offers_only_scopes_that_begin_as_typed() =>
        Assert.All(Completions("Connect-Lark -DeviceCode -Scope im:chat"), scope => Assert.StartsWith("im:chat", scope, StringComparison.Ordinal));

    [Theory]
    [InlineData("AppId", "app_id")]
    [InlineData("AppSecret", "app_secret")]
    [InlineData("AppTicket", "app_ticket")]
    [InlineData("TenantKey", "tenant_key")]
    [InlineData("ChatId", "chat_id")]
    [InlineData("MessageId", "message_id")]
    [InlineData("ThreadId", "thread_id")]
    [InlineData("FileKey", "file_key")]
    [InlineData("FileKey", "image_key")]
    public void Parameter_is_understood_as_the_api_spells_it_wherever_it_is(string name, string alias)
    {
        var parameters = _shell.Run("(Get-Command -Module LarkResources).ForEach{ $_.Parameters.Values }").EnsureNoErrors()
            .OutputAs<ParameterMetadata>().Where(parameter => parameter.Name == name).ToList();

        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter => Assert.Contains(alias, parameter.Aliases));
    }

    public void Dispose() => _shell.Dispose();

    private IReadOnlyList<string> Completions(string line) => _shell.Run(
        """
        Connect-Lark -Sandbox
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null, [powershell]::Create('CurrentRunspace')).CompletionMatches.CompletionText
        """,
        ("line", line)).EnsureNoErrors().OutputAs<string>();
}
