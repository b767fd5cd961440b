using System.Management.Automation;
using System.Text;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>What stands on the other streams, and what must stand on none.</summary>
[Collection(Tenant.Collection)]
public sealed class StreamTests(Tenant tenant)
{
    [Theory]
    [InlineData(Way.Sandbox)]
    [InlineData(Way.Socket)]
    public async Task Every_request_is_one_verbose_line(Way way)
    {
        using var shell = await tenant.ConnectAsync(way);

        var result = shell.Run("Get-LarkMessageResource om_sandbox_image -Verbose").EnsureNoErrors();

        Assert.Collection(
            result.Verbose,
            line => Assert.Matches(@"^GET /?open-apis/im/v1/messages/om_sandbox_image\S* -> 200 in \d+ ms(, \d+ bytes)?, log id \w+$", line),
            line => Assert.Matches(@"^GET /?open-apis/im/v1/messages/om_sandbox_image/resources/img_v3_sandbox_chart\S* -> 200 in \d+ ms, \d+ bytes, log id \w+$", line));
    }

    [Theory]
    [InlineData(Way.Sandbox)]
    [InlineData(Way.Socket)]
    public async Task Verbose_lines_stand_before_the_result_they_led_to(Way way)
    {
        using var shell = await tenant.ConnectAsync(way);

        var kinds = shell.Run("Get-LarkMessageResource om_sandbox_image -Verbose 4>&1 | ForEach-Object { $_.GetType().Name }").EnsureNoErrors().OutputAs<string>();

        Assert.Equal(["VerboseRecord", "VerboseRecord", "LarkResourceContent"], kinds);
    }

    [Fact]
    public async Task Every_range_and_every_refusal_has_its_line()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);

        var ranges = shell.Run("Get-LarkMessageResource om_sandbox_20mib file_v3_sandbox_20mib -AsByteStream -Raw -Verbose").EnsureNoErrors();
        var calls = await tenant.ResourceCallsAsync();
        var refusal = shell.Run("Get-LarkMessageResource om_error_234004 file_v3_sandbox_error -Verbose");

        Assert.Equal(calls.Count, ranges.Verbose.Count);
        Assert.Contains(ranges.Verbose, line => line.Contains("[bytes=0-8388607] -> 206", StringComparison.Ordinal));
        Assert.Contains("-> 400, code 234004", Assert.Single(refusal.Verbose), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("om_sandbox_sticker", "file_v3_sandbox_sticker", "does not serve stickers")]
    [InlineData("om_sandbox_card", "img_v3_sandbox_card", "code 234043")]
    public async Task What_the_platform_does_not_serve_is_a_warning_and_no_error(string message, string key, string reason)
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var result = shell.Run($"Get-LarkMessageResource {message}").EnsureNoErrors();

        var warning = Assert.Single(result.Warnings);
        Assert.Contains(key, warning, StringComparison.Ordinal);
        Assert.Contains(reason, warning, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Message_without_resources_gives_nothing()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var result = shell.Run("Get-LarkMessageResource om_sandbox_text").EnsureNoErrors();

        Assert.Empty(result.Output);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task Long_download_shows_progress_that_ends()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        using var folder = new TemporaryFolder();
        await tenant.Server.SetFaultsAsync("""[{ "action": "stall", "pathContains": "sandbox_8mib/", "at": 1048576, "delayMs": 1500 }]""");

        var progress = shell.Run("Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -OutFile $target", ("target", Path.Combine(folder.Path, "target.bin"))).EnsureNoErrors().Progress;

        Assert.NotEmpty(progress);
        Assert.All(progress, record => Assert.Contains("file_v3_sandbox_8mib", record.Activity, StringComparison.Ordinal));
        Assert.Contains(progress, record => record.StatusDescription.Contains("of 8.0 MiB", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public async Task Secrets_and_tokens_stand_nowhere()
    {
        await tenant.Server.ResetAsync();
        using var shell = new HostedShell();
        const string Script = """
            $connection = Connect-Lark cli_sandbox $secret -BaseUri $address -MaximumRetryCount 0 -PassThru -Verbose -Debug
            $connection
            "$connection"
            Get-LarkConnection
            Get-LarkMessageResource om_sandbox_image -Verbose -Debug
            Get-LarkMessageResource om_error_99991663 file_v3_sandbox_error -Verbose -Debug
            Connect-Lark -AccessToken $token -BaseUri $address -Verbose -Debug -PassThru
            Connect-Lark cli_unknown $secret -BaseUri $address -Verbose -Debug
            """;

        var result = shell.Run(Script, ("secret", Tenant.Secure(Tenant.Secret)), ("address", tenant.Server.BaseUri), ("token", Tenant.Secure("u-sandbox")));
        var text = Everything(shell, result);

        Assert.Equal(2, result.Errors.Count);
        Assert.NotEmpty(result.Verbose);
        Assert.DoesNotContain(Tenant.Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("u-sandbox", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer ", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(@"\b[tau]-[0-9a-f]{40}", text);
    }

    // As text, and with every property of every result and of every exception: somebody will log them.
    private static string Everything(HostedShell shell, ShellResult result)
    {
        var text = new StringBuilder();
        text.AppendJoin('\n', result.Verbose).AppendJoin('\n', result.Debug).AppendJoin('\n', result.Warnings);
        foreach (var item in result.Output.Concat(result.Errors.Select(error => PSObject.AsPSObject(error))).Concat(result.Errors.Select(error => PSObject.AsPSObject(error.Exception))))
        {
            text.AppendLine(item.ToString());
            text.AppendJoin('\n', item.Properties.Select(property => property.Value?.ToString()));
            text.AppendLine(PSSerializer.Serialize(item, 4));
            text.AppendLine(shell.Format([item]));
        }

        return text.ToString();
    }
}
