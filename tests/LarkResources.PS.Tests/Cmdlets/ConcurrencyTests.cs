using System.Text.Json;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>Several files at once when the target is a folder: bounded, independent of each other, written on the right thread.</summary>
[Collection(Tenant.Collection)]
public sealed class ConcurrencyTests(Tenant tenant) : IDisposable
{
    private const string Receipts = "1..9 | ForEach-Object { [pscustomobject]@{ MessageId = \"om_sandbox_receipt_0$_\"; FileKey = \"img_v3_sandbox_receipt_0$_\" } }";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(3, 3)]
    [InlineData(1, 1)]
    public async Task Throttle_limit_bounds_what_is_in_flight(int limit, int expected)
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        await tenant.Server.SetFaultsAsync("""[{ "action": "stallHeaders", "pathContains": "receipt", "delayMs": 150, "times": 0 }]""");

        var files = shell.Run($"{Receipts} | Get-LarkMessageResource -OutFile $folder -ThrottleLimit {limit}", ("folder", _folder.Path)).EnsureNoErrors().Output;

        Assert.Equal(9, files.Count);
        Assert.Equal(expected, MostAtOnce(await tenant.Server.GetRequestsAsync()));
    }

    [Fact]
    public async Task Results_come_as_they_finish_and_each_is_right()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        await tenant.Server.SetFaultsAsync("""[{ "action": "stallHeaders", "pathContains": "receipt_01/resources", "delayMs": 1500, "times": 0 }]""");

        var files = shell.Run($"{Receipts} | Get-LarkMessageResource -OutFile $folder", ("folder", _folder.Path)).EnsureNoErrors().Output;

        Assert.Equal(Enumerable.Range(1, 9).Select(number => $"img_v3_sandbox_receipt_0{number}"), files.Select(file => file.Text("FileKey")).Order(StringComparer.Ordinal));
        foreach (var file in files)
        {
            Assert.Equal((await tenant.Server.GetResourceAsync(file.Text("FileKey")!)).Sha256, file.Text("Sha256"));
        }
    }

    [Fact]
    public async Task One_failure_is_one_error_and_the_rest_goes_on()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);

        var result = shell.Run(
            "'om_sandbox_image', 'om_error_234004', 'om_sandbox_recalled', 'om_sandbox_report', 'om_get_error_230002' | ForEach-Object { [pscustomobject]@{ MessageId = $_ } } | Get-LarkMessageResource -OutFile $folder; 'after'",
            ("folder", _folder.Path));

        Assert.Equal(
            ["AppNotInChat", "LarkApi230002", "MessageDeleted"],
            result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(3, result.Output.Count);
        Assert.Equal(["img_v3_sandbox_chart.png", "报告 2026年第三季度.pdf"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_file_target_for_several_inputs_is_an_error_for_all_but_the_first()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var result = shell.Run($"{Receipts} | Get-LarkMessageResource -OutFile $target", ("target", Path.Combine(_folder.Path, "one.png")));

        Assert.Equal("img_v3_sandbox_receipt_01", Assert.Single(result.Output).Text("FileKey"));
        Assert.Equal(8, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Error_action_stop_ends_the_pipeline_at_the_first_failure()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var result = shell.Run(
            "'om_error_234004', 'om_sandbox_report' | ForEach-Object { [pscustomobject]@{ MessageId = $_ } } | Get-LarkMessageResource -OutFile $folder -ThrottleLimit 1 -ErrorAction Stop",
            ("folder", _folder.Path));

        Assert.StartsWith("AppNotInChat,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotNull(result.TerminatedBy);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static int MostAtOnce(JsonElement requests)
    {
        var spans = requests.EnumerateArray().Where(request => request.GetProperty("pathAndQuery").GetString()!.Contains("/resources/", StringComparison.Ordinal))
            .Select(request => (From: request.GetProperty("at").GetDateTimeOffset(), Length: TimeSpan.FromMilliseconds(request.GetProperty("milliseconds").GetDouble()))).ToList();
        return spans.Max(span => spans.Count(other => other.From <= span.From && span.From < other.From + other.Length));
    }
}
