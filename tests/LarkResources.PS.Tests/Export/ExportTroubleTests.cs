using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>What can go wrong around an export: it says so once, in words, and the next run goes on.</summary>
[Collection(Tenant.Collection)]
public sealed class ExportTroubleTests(Tenant tenant) : IDisposable
{
    private const int Many = 120;
    private const int Seed = 5;

    private readonly TemporaryFolder _folder = new();

    private static string Chat => ExportTenant.MixedChat(Many, Seed);

    [Fact]
    public async Task Second_export_into_the_same_folder_is_refused_and_the_first_is_unharmed()
    {
        using var shell = await tenant.ConnectForExportAsync();
        using var other = new HostedShell();
        await tenant.Server.SetFaultsAsync("""[{ "action": "stallHeaders", "pathContains": "/resources/", "delayMs": 3000, "times": 8 }]""");
        var first = Task.Run(() => shell.Export(Chat, _folder.Path));
        await ResourceCallAsync();

        var second = other.Export(Chat, _folder.Path);
        var apart = other.Export(ExportTenant.MixedChat(20, Seed), _folder.Path);
        var result = (await first).EnsureNoErrors();

        Assert.Equal("ResourceBusy", Assert.Single(second.ErrorIds()));
        Assert.Equal(0, second.Count("Calls"));
        Assert.Empty(apart.Errors);
        Assert.Equal(0, result.Count("Failed"));
        await MustHoldAsync();
        ExportedChat.Read(_folder.Path, ExportTenant.MixedChat(20, Seed)).MustMatchItself();
    }

    [Fact]
    public async Task Second_export_by_another_process_is_refused()
    {
        using var shell = await tenant.ConnectForExportAsync();
        await tenant.Server.SetFaultsAsync("""[{ "action": "stallHeaders", "pathContains": "/resources/", "delayMs": 0, "times": 0 }]""");
        using var outside = FreshProcess.Start([_folder.Write("export.ps1", $$"""
            Import-Module '{{StagedModule.Manifest}}'
            $secret = [securestring]::new(); '{{Tenant.Secret}}'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
            $null = Connect-Lark cli_sandbox $secret -BaseUri '{{tenant.Server.BaseUri}}'
            Export-LarkChatResource {{Chat}} -Destination '{{Destination}}'
            """)]);
        try
        {
            await ResourceCallAsync();

            Assert.Equal("ResourceBusy", Assert.Single(shell.Export(Chat, Destination).ErrorIds()));
        }
        finally
        {
            outside.Kill();
            outside.WaitForExit();
        }

        await tenant.NoFaultsAsync();
        shell.ExportWell(Chat, Destination);
        await MustHoldAsync(Destination);
    }

    [Fact]
    public async Task Server_that_goes_away_in_the_middle_ends_the_run_soon_and_the_next_one_completes_it()
    {
        var mortal = await SandboxServerProcess.StartAsync();
        using var shell = await tenant.ConnectForExportAsync();
        shell.Run($"Connect-Lark cli_sandbox $secret -BaseUri $address {ExportTenant.Unhurried} -MaximumRetryCount 1", ("secret", Tenant.Secure(Tenant.Secret)), ("address", mortal.BaseUri)).EnsureNoErrors();
        await mortal.SetFaultsAsync("""[{ "action": "stallHeaders", "pathContains": "/resources/", "delayMs": 50, "times": 0 }]""");
        var running = Task.Run(() => shell.Export(Chat, _folder.Path));
        while (!running.IsCompleted && Directory.EnumerateFiles(_folder.Path, "*.*", SearchOption.AllDirectories).Count() < 15)
        {
            await Task.Delay(10);
        }

        mortal.Dispose();
        var broken = await running;

        // Eight in flight and the history may fail beside the sixteen that end it.
        Assert.InRange(broken.Errors.Count, 1, 32);
        Assert.Contains("ConnectionFailed", broken.ErrorIds());
        Assert.Equal(broken.Errors.Count, broken.Count("Failed"));
        using var again = await tenant.ConnectForExportAsync();
        again.ExportWell(Chat, _folder.Path);
        await MustHoldAsync();
    }

    [Fact]
    public async Task Server_that_fails_every_resource_is_left_after_sixteen()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await tenant.AlwaysAsync("/resources/");

        var broken = shell.Export(Chat, _folder.Path);

        Assert.InRange(broken.Count("Failed"), 16, 24);
        Assert.Contains("not tried", Assert.Single(broken.Warnings), StringComparison.Ordinal);
        Assert.Contains("'Mixed 5'", Assert.Single(shell.Export(Chat, _folder.Path).Warnings), StringComparison.Ordinal);
        await tenant.NoFaultsAsync();
        shell.ExportWell(Chat, _folder.Path);
        var chat = ExportedChat.Read(_folder.Path, Chat);
        Assert.DoesNotContain(chat.Last.Values, line => line.Status == "failed");
    }

    [Fact]
    public async Task Error_action_stop_ends_at_the_first_failure_and_the_next_run_goes_on()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        var unlucky = (await ExpectedAsync()).Where(resource => resource.IsServed).ElementAt(10);
        await tenant.AlwaysAsync(unlucky.FileKey);

        var stopped = shell.Export(Chat, _folder.Path, "-ErrorAction Stop -ThrottleLimit 1");

        Assert.Single(stopped.Errors);
        Assert.NotNull(stopped.TerminatedBy);
        await tenant.NoFaultsAsync();
        shell.ExportWell(Chat, _folder.Path);
        var calls = (await tenant.ResourceCallsAsync()).Select(path => path.Split('/')[^1].Split('?')[0]).ToList();
        Assert.All((await ExpectedAsync()).Where(resource => resource.IsServed && resource != unlucky), resource => Assert.InRange(calls.Count(key => key == resource.FileKey), 1, 2));
        var chat = ExportedChat.Read(_folder.Path, Chat);
        Assert.Equal("saved", chat.Last[(unlucky.MessageId, unlucky.FileKey)].Status);
        Assert.Equal((await ExpectedAsync()).Count(resource => resource.IsServed), chat.Saved.Count());
    }

    [Fact]
    public async Task Pipeline_that_is_left_after_the_first_file_leaves_a_folder_that_is_gone_on_from()
    {
        using var shell = await tenant.ConnectForExportAsync();

        var left = shell.Run("foreach ($once in 1) { Export-LarkChatResource $chat -Destination $destination -PassThru | ForEach-Object { $_; break } }", ("chat", Chat), ("destination", _folder.Path)).EnsureNoErrors();

        Assert.Single(left.Output);
        shell.ExportWell(Chat, _folder.Path);
        await MustHoldAsync();
    }

    [Fact]
    public async Task Connection_that_is_closed_ends_the_run_with_one_kind_of_error()
    {
        using var shell = await tenant.ConnectForExportAsync();
        using var other = new HostedShell();
        await tenant.Server.SetFaultsAsync("""[{ "action": "stallHeaders", "pathContains": "/resources/", "delayMs": 100, "times": 0 }]""");
        var running = Task.Run(() => shell.Export(Chat, _folder.Path));
        await ResourceCallAsync();

        other.Run("Disconnect-Lark").EnsureNoErrors();
        var broken = await running;

        Assert.NotEmpty(broken.Errors);
        Assert.All(broken.ErrorIds(), id => Assert.Equal("NotConnected", id));
        Assert.InRange(broken.Errors.Count, 1, 9);
        using var again = await tenant.ConnectForExportAsync();

        // Where it was closed before the first file was there, nothing is left of the run.
        if (Directory.EnumerateDirectories(_folder.Path).Any())
        {
            Assert.DoesNotContain(ExportedChat.Read(_folder.Path, Chat).Lines, line => line.Status == "failed");
        }

        again.ExportWell(Chat, _folder.Path);
        await MustHoldAsync();
    }

    [Fact]
    public async Task Chat_that_cannot_be_read_leaves_nothing_behind()
    {
        using var shell = await tenant.ConnectForExportAsync();

        var refused = shell.Export("oc_error_230002", _folder.Path);

        Assert.Single(refused.Errors);
        Assert.Equal(1, refused.Count("Failed"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Manifest_of_a_later_version_beside_the_chat_is_a_warning_of_the_page_that_shows_the_others()
    {
        using var shell = await tenant.ConnectForExportAsync();
        shell.ExportWell(ExportTenant.MixedChat(20, Seed), _folder.Path);
        var later = Directory.CreateDirectory(Path.Combine(_folder.Path, "Later (oc_later)")).FullName;
        File.WriteAllText(ExportedChat.ManifestOf(later), """{"v":2,"messageId":"om_later"}""" + "\n");

        var page = shell.Run("Export-LarkChatResource -Destination $destination -Gallery -PassThru", ("destination", _folder.Path)).EnsureNoErrors();

        Assert.Contains("'Later (oc_later)'", Assert.Single(page.Warnings), StringComparison.Ordinal);
        Assert.Contains(ExportTenant.MixedChat(20, Seed), File.ReadAllText(Assert.Single(page.Output).Text("FullName")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destination_that_is_a_file_is_one_error_and_stays()
    {
        using var shell = await tenant.ConnectForExportAsync();
        var file = _folder.Write("file.txt", "mine");

        var refused = shell.Export(Chat, file);

        Assert.Single(refused.Errors);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string Destination => Path.Combine(_folder.Path, "export");

    private async Task<List<MixedResource>> ExpectedAsync() =>
        [.. (await MixedResource.AllOfAsync(tenant.Server, Many, Seed)).Where(resource => !resource.InThread)];

    private async Task MustHoldAsync(string? destination = null) => ExportedChat.Read(destination ?? _folder.Path, Chat).MustHold(await ExpectedAsync());

    private async Task ResourceCallAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await tenant.CallsAsync("/resources/") == 0)
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
