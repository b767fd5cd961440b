using System.Management.Automation;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>Connecting in every way, being told why not, and letting go again.</summary>
[Collection(Tenant.Collection)]
public sealed class ConnectionTests(Tenant tenant)
{
    private static readonly string[] Variables = ["LARK_APP_ID", "LARK_APP_SECRET", "FEISHU_APP_ID", "FEISHU_APP_SECRET", "LARK_ACCESS_TOKEN"];

    [Theory]
    [InlineData("Connect-Lark -Sandbox", "cli_sandbox", "Sandbox")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri $address", "cli_sandbox", "Tenant")]
    [InlineData("Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $address", "cli_sandbox", "Tenant")]
    [InlineData("Connect-Lark -Credential ([pscredential]::new('cli_sandbox', $secret)) -BaseUri $address", "cli_sandbox", "Tenant")]
    [InlineData("Connect-Lark -AccessToken $tenantToken -BaseUri $address", null, "Tenant")]
    [InlineData("Connect-Lark -AccessToken $userToken -BaseUri $address", null, "User")]
    public void Credentials_of_every_kind_give_a_connection_that_works(string script, string? appId, string identity)
    {
        using var shell = new HostedShell();

        var silent = shell.Run(script, Given());
        var shown = Assert.Single(shell.Run("Get-LarkConnection").EnsureNoErrors().Output);
        var passed = Assert.Single(shell.Run(script + " -PassThru").EnsureNoErrors().Output);
        var item = shell.Run("Get-LarkMessageResource om_sandbox_image").EnsureNoErrors().Output;

        Assert.Empty(silent.EnsureNoErrors().Output);
        Assert.Equal((appId ?? string.Empty, identity), (shown.Text("AppId"), shown.Text("Identity")));
        Assert.Equal(shown.Text("BaseUri"), passed.Text("BaseUri"));
        Assert.Equal(appId is null, string.IsNullOrEmpty(passed.Text("TokenExpiresAt")));
        Assert.Single(item);
    }

    [Theory]
    [InlineData("LARK_APP_ID=cli_sandbox;LARK_APP_SECRET=sandbox-secret", "cli_sandbox")]
    [InlineData("FEISHU_APP_ID=cli_sandbox;FEISHU_APP_SECRET=sandbox-secret", "cli_sandbox")]
    [InlineData("LARK_ACCESS_TOKEN=t-sandbox", "")]
    public void Environment_gives_the_credentials_when_nothing_else_does(string settings, string appId)
    {
        using var environment = new EnvironmentScope(Variables, settings);
        using var shell = new HostedShell();

        var connection = Assert.Single(shell.Run("Connect-Lark -BaseUri $address -PassThru", Given()).EnsureNoErrors().Output);

        Assert.Equal(appId, connection.Text("AppId"));
    }

    [Theory]
    [InlineData("Connect-Lark", "NotConnected", "ConnectionError")]
    [InlineData("Connect-Lark cli_sandbox $wrong -BaseUri $address", "LarkApi10014", "InvalidArgument")]
    [InlineData("Connect-Lark cli_unknown $secret -BaseUri $address", "LarkApi10003", "InvalidArgument")]
    [InlineData("Connect-Lark -AccessToken $unknown -BaseUri $address", "LarkApi99991671", "InvalidArgument")]
    [InlineData("Connect-Lark -AccessToken $wrong -BaseUri $address", "InvalidAccessToken", "AuthenticationError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri http://198.51.100.1/", "UnsafeBaseUri", "SecurityError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri http://loopback.:1/", "UnsafeBaseUri", "SecurityError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri http://localhost.:1/", "UnsafeBaseUri", "SecurityError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri http://a.localhost:1/", "UnsafeBaseUri", "SecurityError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri http://localhost.example.com/", "UnsafeBaseUri", "SecurityError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri ftp://example.com/", "UnsafeBaseUri", "SecurityError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri https://u:p-word@example.com/", "UnsafeBaseUri", "SecurityError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri http://127.0.0.1:1/ -MaximumRetryCount 0", "ConnectionFailed", "ConnectionError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri http://LocalHost:1/ -MaximumRetryCount 0", "ConnectionFailed", "ConnectionError")]
    [InlineData("Connect-Lark cli_sandbox $secret -BaseUri 'http://[::1]:1/' -MaximumRetryCount 0", "ConnectionFailed", "ConnectionError")]
    public void What_is_wrong_ends_the_statement_with_an_error_that_says_so(string script, string id, string category)
    {
        using var environment = new EnvironmentScope(Variables, string.Empty);
        using var shell = new HostedShell();
        shell.Run("Disconnect-Lark");

        var result = shell.Run(script, Given());

        var error = Assert.Single(result.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.DoesNotContain("p-word", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("NotConnected", IdOf(shell.Run("Get-LarkConnection")));
    }

    [Fact]
    public void Name_loopback_is_never_looked_up()
    {
        using var shell = new HostedShell();
        var address = new UriBuilder(tenant.Server.BaseUri) { Host = "LoopBack" }.ToString();

        var connection = Assert.Single(shell.Run("Connect-Lark cli_sandbox $secret -BaseUri $named -PassThru", [.. Given(), ("named", address)]).EnsureNoErrors().Output);

        Assert.Equal($"http://localhost:{tenant.Server.BaseUri.Port}/", connection.Text("BaseUri"));
    }

    [Fact]
    public void Failed_attempt_leaves_the_connection_before_it_in_place()
    {
        using var shell = new HostedShell();
        shell.Run("Connect-Lark -Sandbox").EnsureNoErrors();

        var result = shell.Run("Connect-Lark cli_sandbox $wrong -BaseUri $address", Given());

        Assert.Single(result.Errors);
        Assert.Equal("Sandbox", Assert.Single(shell.Run("Get-LarkConnection").Output).Text("Identity"));
    }

    [Fact]
    public void Without_a_connection_the_pipeline_ends_with_one_error_that_tells_how_to_connect()
    {
        using var shell = new HostedShell();
        shell.Run("Disconnect-Lark");

        var result = shell.Run("1..3 | ForEach-Object { [pscustomobject]@{ MessageId = 'om_sandbox_image' } } | Get-LarkMessageResource");

        var error = Assert.Single(result.Errors);
        Assert.Equal(("NotConnected", ErrorCategory.ConnectionError), (IdOf(result), error.CategoryInfo.Category));
        Assert.Contains("Connect-Lark", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Disconnecting_forgets_and_does_no_harm_twice()
    {
        using var shell = new HostedShell();
        var connection = Assert.Single(shell.Run("Connect-Lark -Sandbox -PassThru").Output);

        shell.Run("Disconnect-Lark; Disconnect-Lark").EnsureNoErrors();

        Assert.Equal("NotConnected", IdOf(shell.Run("Get-LarkMessageResource om_sandbox_image")));
        Assert.Equal("NotConnected", IdOf(shell.Run("Get-LarkMessageResource om_sandbox_image -Connection $old", ("old", connection))));
    }

    [Fact]
    public void Connection_can_be_named_and_is_then_the_one_that_is_used_and_closed()
    {
        using var shell = new HostedShell();
        shell.Run("$first = Connect-Lark -Sandbox -PassThru; $second = Connect-Lark cli_sandbox $secret -BaseUri $address -PassThru", Given()).EnsureNoErrors();

        Assert.Equal(["Sandbox", "Tenant"], shell.Run("Get-LarkConnection -Connection $first; Get-LarkConnection").Output.Select(item => item.Text("Identity")));
        Assert.Single(shell.Run("Get-LarkMessageResource om_sandbox_image -Connection $first").EnsureNoErrors().Output);
        shell.Run("$first | Disconnect-Lark").EnsureNoErrors();

        Assert.Equal("NotConnected", IdOf(shell.Run("Get-LarkMessageResource om_sandbox_image -Connection $first")));
        Assert.Single(shell.Run("Get-LarkMessageResource om_sandbox_image").EnsureNoErrors().Output);
    }

    [Fact]
    public void Connection_is_seen_by_every_session_of_the_process_until_the_module_is_removed()
    {
        using var one = new HostedShell();
        using var other = new HostedShell();
        one.Run("Connect-Lark -Sandbox").EnsureNoErrors();

        Assert.Single(other.Run("Get-LarkMessageResource om_sandbox_image").EnsureNoErrors().Output);
        one.Run("Remove-Module LarkResources").EnsureNoErrors();

        Assert.Equal("NotConnected", IdOf(other.Run("Get-LarkConnection")));
    }

    private static string IdOf(ShellResult result) => Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0];

    private (string, object?)[] Given() =>
    [
        ("address", tenant.Server.BaseUri),
        ("secret", Tenant.Secure(Tenant.Secret)),
        ("tenantToken", Tenant.Secure("t-sandbox")),
        ("userToken", Tenant.Secure("u-sandbox")),
        ("unknown", Tenant.Secure("something-else")),
        ("wrong", Tenant.Secure("something else")),
    ];
}
