using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>A repeated export asks for what is new, for what failed, and for nothing else.</summary>
[Collection(Tenant.Collection)]
public sealed class ExportAgainTests(Tenant tenant) : IDisposable
{
    private const int Many = 300;
    private const int Seed = 3;

    private readonly TemporaryFolder _folder = new();

    private static string Chat => ExportTenant.MixedChat(Many, Seed);

    [Theory]
    [InlineData("-IncludeThread", true)]
    [InlineData("", false)]
    public async Task Each_run_asks_only_for_what_was_sent_since(string options, bool withThreads)
    {
        using var shell = await tenant.ConnectForExportAsync();
        var all = await ExpectedAsync(withThreads);
        var before = ExportTenant.Day(-1);
        foreach (var day in new[] { 3, 5, 10.5 })
        {
            var now = ExportTenant.Day(day);
            await tenant.Server.SetNowAsync(now);
            var calls = await tenant.CallsAsync("/resources/");

            var run = shell.ExportWell(Chat, _folder.Path, $"{options} -Until '{now:o}'");

            var fresh = all.Where(resource => resource.SentAt > before && resource.SentAt <= now && resource.Kind is not ("cover" or "sticker")).ToList();
            Assert.Equal(
                fresh.Select(resource => resource.FileKey).Order(StringComparer.Ordinal),
                (await tenant.CallsSinceAsync(calls)).Select(KeyIn).Distinct().Order(StringComparer.Ordinal));
            Assert.Equal(fresh.Count(resource => resource.IsServed), run.Count("Saved"));
            before = now;
        }

        ExportedChat.Read(_folder.Path, Chat).MustHold(all);
    }

    [Fact]
    public async Task Repeated_run_asks_for_no_resource_whatever_is_believed_of_the_history()
    {
        using var shell = await tenant.ConnectForExportAsync();
        shell.ExportWell(Chat, _folder.Path);
        var calls = await tenant.CallsAsync("/resources/");
        var there = ExportedChat.Read(_folder.Path, Chat).Saved.Count();

        foreach (var options in new[] { "", "-Verify", "-Full", "-IncludeThread:$false -Until '2026-11-12'", "-Since '2026-11-12'" })
        {
            var run = shell.ExportWell(Chat, _folder.Path, options);

            Assert.Equal(0, run.Count("Saved"));
            Assert.Equal(0, run.Count("ResourceCalls"));
            Assert.Empty(run.Warnings);
            Assert.True(options.Contains("2026", StringComparison.Ordinal) || run.Count("AlreadyThere") == there);
        }

        Assert.Equal(calls, await tenant.CallsAsync("/resources/"));
        ExportedChat.Read(_folder.Path, Chat).MustHold(await ExpectedAsync(withThreads: false));
    }

    [Fact]
    public async Task Window_that_lies_before_what_was_read_is_not_asked_for_in_reverse()
    {
        using var shell = await tenant.ConnectForExportAsync();
        shell.ExportWell(Chat, _folder.Path);
        await tenant.Server.ResetAsync();

        shell.ExportWell(Chat, _folder.Path, $"-Until '{ExportTenant.Day(2):o}'");

        Assert.Equal(0, await tenant.CallsAsync("container_id=" + Chat));
    }

    [Fact]
    public async Task Window_that_is_widened_later_brings_what_it_left_out()
    {
        using var shell = await tenant.ConnectForExportAsync();
        foreach (var window in new[] { (6.0, 8.0), (1, 3), (2, 7), (7.5, 9), (0, 9.5) })
        {
            shell.ExportWell(Chat, _folder.Path, $"-IncludeThread -Since '{ExportTenant.Day(window.Item1):o}' -Until '{ExportTenant.Day(window.Item2):o}'");
        }

        shell.ExportWell(Chat, _folder.Path, "-IncludeThread");

        ExportedChat.Read(_folder.Path, Chat).MustHold(await ExpectedAsync(withThreads: true));
        Assert.Equal((await ExpectedAsync(withThreads: true)).Count(resource => resource.Kind is not ("cover" or "sticker")), (await tenant.ResourceCallsAsync()).Select(KeyIn).Distinct().Count());
    }

    [Fact]
    public async Task Threads_that_are_wanted_later_are_read_from_their_beginning()
    {
        using var shell = await tenant.ConnectForExportAsync();
        shell.ExportWell(Chat, _folder.Path);
        shell.ExportWell(Chat, _folder.Path, "-IncludeThread");

        ExportedChat.Read(_folder.Path, Chat).MustHold(await ExpectedAsync(withThreads: true));
    }

    [Fact]
    public async Task Kinds_and_sizes_that_are_wanted_later_are_fetched_then()
    {
        using var shell = await tenant.ConnectForExportAsync();
        var all = await ExpectedAsync(withThreads: false);
        var lengths = all.Where(resource => resource is { IsServed: true, Kind: "image" }).Select(resource => resource.Length).Order().ToList();
        var (third, half) = (lengths[lengths.Count / 3], lengths[lengths.Count / 2]);
        shell.ExportWell(Chat, _folder.Path, $"-Kind Image -MaximumSize {third}");
        var small = ExportedChat.Read(_folder.Path, Chat);
        Assert.All(small.Saved, line => Assert.True(line.Kind == "image" && line.Length <= third));
        Assert.Contains(small.Lines, line => line is { Status: "skipped", Code: null });

        shell.ExportWell(Chat, _folder.Path, $"-Kind Image -MaximumSize {half}");
        shell.ExportWell(Chat, _folder.Path, "-Kind Image,File -MaximumSize 1MB");
        Assert.DoesNotContain(ExportedChat.Read(_folder.Path, Chat).Saved, line => line.Length > 1 << 20);
        shell.ExportWell(Chat, _folder.Path);

        var whole = ExportedChat.Read(_folder.Path, Chat);
        Assert.All(all.Where(resource => resource.IsServed), resource => Assert.Equal(resource.Sha256, whole.Last[(resource.MessageId, resource.FileKey)].Sha256));
        Assert.Equal(all.Count(resource => resource.IsServed), whole.Saved.Count());
    }

    [Fact]
    public async Task Edited_message_is_looked_at_again_and_a_recalled_one_keeps_its_files()
    {
        using var shell = await tenant.ConnectForExportAsync();
        await tenant.Server.SetNowAsync(ExportTenant.Day(4));
        shell.ExportWell(Chat, _folder.Path, $"-Until '{ExportTenant.Day(4):o}'");
        var saved = ExportedChat.Read(_folder.Path, Chat).Saved.ToList();
        var recalled = saved.Last(line => line.Kind == "image");
        var edited = ExportTenant.MixedMessage(Many, Seed, await FirstTextAsync(shell, ExportTenant.Day(3.5)));
        var key = await tenant.Server.EditAsync(edited);
        await tenant.Server.RecallAsync(recalled.MessageId);
        await tenant.Server.SetNowAsync(ExportTenant.Day(5));

        shell.ExportWell(Chat, _folder.Path, $"-Until '{ExportTenant.Day(5):o}'");

        var after = ExportedChat.Read(_folder.Path, Chat);
        Assert.Equal("saved", after.Last[(edited, key)].Status);
        Assert.Equal(recalled, after.Last[(recalled.MessageId, recalled.FileKey)]);
        Assert.DoesNotContain(after.Lines, line => line.MessageId == recalled.MessageId && line.Status != "saved");
        after.MustMatchItself();
    }

    [Fact]
    public async Task What_failed_is_tried_again_and_what_was_refused_only_when_asked()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        var all = await ExpectedAsync(withThreads: false);
        var unlucky = all.First(resource => resource is { IsServed: true, Kind: "file" });
        await tenant.AlwaysAsync(unlucky.FileKey);
        var first = shell.Export(Chat, _folder.Path);
        Assert.Equal(1, first.Count("Failed"));
        Assert.False((bool)shell.Run("$ended").Output[0].BaseObject);
        Assert.Single(first.Errors);
        Assert.Equal("failed", ExportedChat.Read(_folder.Path, Chat).Last[(unlucky.MessageId, unlucky.FileKey)].Status);
        await tenant.NoFaultsAsync();
        var calls = await tenant.CallsAsync("/resources/");

        shell.ExportWell(Chat, _folder.Path);
        var second = await tenant.CallsSinceAsync(calls);
        shell.ExportWell(Chat, _folder.Path, "-RetrySkipped");
        var third = await tenant.CallsSinceAsync(calls + second.Count);

        Assert.Equal(unlucky.FileKey, KeyIn(Assert.Single(second)));
        Assert.Equal(
            all.Where(resource => resource.IsRefused && resource.Kind != "sticker").Select(resource => resource.FileKey).Order(StringComparer.Ordinal),
            third.Select(KeyIn).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Message_that_could_not_be_read_is_read_next_time()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        var forward = ExportTenant.MixedMessage(Many, Seed, 50);
        await tenant.AlwaysAsync($"/messages/{forward}");
        var first = shell.Export(Chat, _folder.Path);
        Assert.Single(first.Errors);
        await tenant.NoFaultsAsync();

        shell.ExportWell(Chat, _folder.Path);

        ExportedChat.Read(_folder.Path, Chat).MustHold(await ExpectedAsync(withThreads: false));
    }

    [Theory]
    [InlineData("-Kind Image")]
    [InlineData("-Since '2026-11-16'")]
    [InlineData("-Until '2026-11-09T02:00:00Z'")]
    public async Task Message_that_could_not_be_read_is_not_forgotten_by_a_run_for_something_else(string options)
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        var forward = ExportTenant.MixedMessage(Many, Seed, 50);
        await tenant.AlwaysAsync($"/messages/{forward}");
        shell.Export(Chat, _folder.Path);
        await tenant.NoFaultsAsync();

        shell.ExportWell(Chat, _folder.Path, options);
        var between = ExportedChat.Read(_folder.Path, Chat).Saved.Where(line => line.MessageId == forward).ToList();
        shell.ExportWell(Chat, _folder.Path);

        Assert.All(between, line => Assert.True(options.Contains("Image", StringComparison.Ordinal) && line.Kind == "image"));
        ExportedChat.Read(_folder.Path, Chat).MustHold(await ExpectedAsync(withThreads: false));
    }

    [Fact]
    public async Task Thread_that_could_not_be_read_is_read_next_time()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await tenant.AlwaysAsync("container_id=omt_");
        Assert.NotEmpty(shell.Export(Chat, _folder.Path, "-IncludeThread").Errors);
        await tenant.NoFaultsAsync();

        shell.ExportWell(Chat, _folder.Path, "-IncludeThread");

        ExportedChat.Read(_folder.Path, Chat).MustHold(await ExpectedAsync(withThreads: true));
    }

    [Fact]
    public async Task Late_reply_in_a_thread_that_could_not_be_read_is_not_forgotten_by_a_run_for_other_kinds()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        shell.ExportWell(Chat, _folder.Path, $"-IncludeThread -Until '{ExportTenant.Day(1):o}'");
        await tenant.AlwaysAsync("container_id=omt_");
        Assert.NotEmpty(shell.Export(Chat, _folder.Path, $"-IncludeThread -Until '{ExportTenant.Day(3):o}'").Errors);
        await tenant.NoFaultsAsync();

        shell.ExportWell(Chat, _folder.Path, $"-IncludeThread -Kind Image -Until '{ExportTenant.Day(5):o}'");
        shell.ExportWell(Chat, _folder.Path, "-IncludeThread");

        ExportedChat.Read(_folder.Path, Chat).MustHold(await ExpectedAsync(withThreads: true));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static string KeyIn(string path) => path.Split('/')[^1].Split('?')[0];

    private static async Task<int> FirstTextAsync(HostedShell shell, DateTimeOffset since)
    {
        await Task.CompletedTask;
        var found = shell.Run($"(Get-LarkMessage -ChatId $chat -Since '{since:o}' | Where-Object MessageType -eq 'text').MessageId", ("chat", Chat)).EnsureNoErrors();
        return int.Parse(found.Output[0].ToString().Split('_')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<List<MixedResource>> ExpectedAsync(bool withThreads) =>
        [.. (await MixedResource.AllOfAsync(tenant.Server, Many, Seed)).Where(resource => withThreads || !resource.InThread)];
}
