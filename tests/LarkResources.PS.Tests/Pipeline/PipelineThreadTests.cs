using System.Globalization;
using LarkResources.PS.Tests.Cmdlets;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Pipeline;

/// <summary>What the base classes promise, seen from outside: after any await the cmdlet is back on the one thread that may write.</summary>
[Collection(Tenant.Collection)]
public sealed class PipelineThreadTests(Tenant tenant) : IDisposable
{
    private const string Receipts = "1..9 | ForEach-Object { [pscustomobject]@{ MessageId = \"om_sandbox_receipt_0$_\" } }";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(Way.Sandbox)]
    [InlineData(Way.Socket)]
    public async Task Results_warnings_and_errors_written_after_awaits_reach_the_next_command_on_the_pipeline_thread(Way way)
    {
        using var shell = await tenant.ConnectAsync(way);

        var threads = shell.Run(
            $"[Environment]::CurrentManagedThreadId; {Receipts} | Get-LarkMessageResource -OutFile $folder -Verbose 4>&1 | ForEach-Object {{ [Environment]::CurrentManagedThreadId }}",
            ("folder", _folder.Path)).EnsureNoErrors().OutputAs<int>();

        // One of the script itself; for each file the result, what ShouldProcess says, and a line for each of the two calls.
        Assert.Equal(1 + (9 * 4), threads.Count);
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task Cmdlets_can_be_nested_in_the_pipeline_of_another()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);

        var lengths = shell.Run(
            "Get-LarkMessageResource om_sandbox_video | ForEach-Object { Get-LarkMessageResource $_.MessageId $_.FileKey -AsByteStream | ForEach-Object { $_.Length } }").EnsureNoErrors().OutputAs<int>();

        Assert.Equal(2, lengths.Count);
    }

    [Fact]
    public async Task Exception_of_a_later_command_ends_the_download_and_is_the_one_that_is_told()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);

        var result = shell.Run("Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -AsByteStream | ForEach-Object { throw 'enough' }");

        Assert.Equal("enough", Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public async Task Many_sessions_at_once_do_not_disturb_each_other()
    {
        using var first = await tenant.ConnectAsync(Way.Sandbox);
        var shells = Enumerable.Range(0, 4).Select(_ => new HostedShell()).ToList();
        try
        {
            var results = await Task.WhenAll(shells.Select((shell, index) => Task.Run(() => shell.Run(
                $"{Receipts} | Get-LarkMessageResource -OutFile $folder",
                ("folder", Path.Combine(_folder.Path, index.ToString(CultureInfo.InvariantCulture)) + Path.DirectorySeparatorChar)))));

            Assert.All(results, result => Assert.Equal(9, result.EnsureNoErrors().Output.Count));
        }
        finally
        {
            shells.ForEach(shell => shell.Dispose());
        }
    }

    [Fact]
    public async Task Language_of_the_shell_is_kept_after_awaits()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket, uiCulture: "zh-CN");

        var result = shell.Run("'om_error_234004', 'om_error_234038' | ForEach-Object { [pscustomobject]@{ MessageId = $_; FileKey = 'file_v3_sandbox_error' } } | Get-LarkMessageResource -OutFile $folder", ("folder", _folder.Path));

        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", error.ErrorDetails.RecommendedAction));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
