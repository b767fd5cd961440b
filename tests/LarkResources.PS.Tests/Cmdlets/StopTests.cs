using System.Text.Json;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>Ctrl+C, and a pipeline that ends early, leave nothing running and nothing half done under a final name.</summary>
[Collection(Tenant.Collection)]
public sealed class StopTests(Tenant tenant) : IDisposable
{
    private const string StalledBody = """[{ "action": "stall", "pathContains": "/resources/", "at": 65536, "times": 0 }]""";
    private const string StalledHeaders = """[{ "action": "stallHeaders", "pathContains": "/resources/", "times": 0 }]""";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(StalledBody, "Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -OutFile $target")]
    [InlineData(StalledBody, "Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -OutFile $folder")]
    [InlineData(StalledBody, "Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -AsByteStream")]
    [InlineData(StalledBody, "Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib")]
    [InlineData(StalledHeaders, "Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -OutFile $target")]
    public async Task Stop_ends_a_stalled_download(string faults, string script)
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        await tenant.Server.SetFaultsAsync(faults);

        var (result, _) = shell.StopWhen(script, HasStalled, Variables);

        Assert.True(result.WasStopped);
        Assert.Empty(result.Errors);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), path => path.EndsWith(".bin", StringComparison.Ordinal));
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Stopped_download_goes_on_with_the_same_command()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        var (_, hash) = await tenant.Server.GetResourceAsync("file_v3_sandbox_16mib");

        // Up to this size the ranges come one after the other: the first is whole when the second one stalls.
        await tenant.Server.SetFaultsAsync("""[{ "action": "stall", "pathContains": "/resources/", "rangeStart": 8388608, "at": 65536, "times": 0 }]""");
        const string Script = "Get-LarkMessageResource om_sandbox_16mib file_v3_sandbox_16mib -OutFile $target";

        var (stopped, _) = shell.StopWhen(Script, HasStalled, Variables);
        var left = Directory.GetFiles(_folder.Path).Select(Path.GetFileName).ToList();
        await tenant.Server.ResetAsync();
        var file = Assert.Single(shell.Run(Script).EnsureNoErrors().Output);

        Assert.True(stopped.WasStopped);
        Assert.DoesNotContain("target.bin", left);
        Assert.Contains("target.bin.part", left);
        Assert.Equal(hash, file.Text("Sha256"));
        Assert.Equal(["target.bin"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
        Assert.DoesNotContain((await tenant.Server.GetRequestsAsync()).EnumerateArray(), request => Range(request)?.StartsWith("bytes=0-", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Stop_ends_all_of_several_downloads()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        await tenant.Server.SetFaultsAsync("""[{ "action": "stallHeaders", "pathContains": "receipt", "times": 0 }]""");

        var (result, _) = shell.StopWhen(
            "1..9 | ForEach-Object { [pscustomobject]@{ MessageId = \"om_sandbox_receipt_0$_\"; FileKey = \"img_v3_sandbox_receipt_0$_\" } } | Get-LarkMessageResource -OutFile $folder -ThrottleLimit 3",
            () => tenant.ResourceCallsAsync().GetAwaiter().GetResult().Count == 3,
            Variables);

        Assert.True(result.WasStopped);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Early_end_of_the_pipeline_ends_the_downloads_in_flight()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        await tenant.Server.SetFaultsAsync("""[{ "action": "stallHeaders", "pathContains": "receipt_02", "times": 0 }]""");

        // Select-Object comes with pwsh only; a loop that is left ends the pipeline in the same way.
        var result = shell.Run(
            "foreach ($once in 1) { 1..2 | ForEach-Object { [pscustomobject]@{ MessageId = \"om_sandbox_receipt_0$_\"; FileKey = \"img_v3_sandbox_receipt_0$_\" } } | Get-LarkMessageResource -OutFile $folder | ForEach-Object { $_; break } }; 'after'",
            Variables);

        result.EnsureNoErrors();
        Assert.Equal("after", result.Output[^1].BaseObject);
        Assert.Equal("img_v3_sandbox_receipt_01.png", result.Output[0].Text("Name"));
        Assert.Equal(["img_v3_sandbox_receipt_01.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Byte_stream_that_is_left_early_ends_its_request()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        await tenant.Server.SetFaultsAsync("""[{ "action": "stall", "pathContains": "/resources/", "at": 1048576, "times": 0 }]""");

        var result = shell.Run("foreach ($once in 1) { Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -AsByteStream | ForEach-Object { $_.Length; break } }").EnsureNoErrors();

        Assert.Single(result.Output);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Session_works_after_a_stop()
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);
        await tenant.Server.SetFaultsAsync(StalledBody);
        shell.StopWhen("Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib", HasStalled);
        await tenant.Server.ResetAsync();

        Assert.Single(shell.Run("Get-LarkMessageResource om_sandbox_image").EnsureNoErrors().Output);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private (string, object?)[] Variables => [("folder", _folder.Path), ("target", Path.Combine(_folder.Path, "target.bin"))];

    private static string? Range(JsonElement request) => request.TryGetProperty("range", out var range) ? range.GetString() : null;

    // A fault that was met is named in the log, and its bytes are counted when they are sent.
    private bool HasStalled() => tenant.Server.GetRequestsAsync().GetAwaiter().GetResult().EnumerateArray()
        .Any(request => request.TryGetProperty("fault", out var fault) && fault.ValueKind == JsonValueKind.String
            && (!fault.GetString()!.Equals("stall", StringComparison.OrdinalIgnoreCase) || request.GetProperty("bytesSent").GetInt64() >= 65536));

    // The server learns of a closed connection a moment later; it never would if the client still held it.
    private async Task NothingRunsAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await tenant.Server.GetRequestsAsync()).EnumerateArray().Any(request => !request.TryGetProperty("milliseconds", out _)))
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
