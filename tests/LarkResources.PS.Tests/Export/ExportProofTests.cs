using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LarkResources.PS.Tests.Engine;
using Xunit.Abstractions;

namespace LarkResources.PS.Tests.Export;

/// <summary>Two thousand messages of every kind over a bad line: complete and truthful, also when it is killed again and again.</summary>
[Collection(Tenant.Collection)]
public sealed class ExportProofTests(Tenant tenant, ITestOutputHelper log) : IDisposable
{
    private static readonly (int Count, int Seed)[] Chats = [(666, 21), (667, 22), (667, 23)];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Three_chats_of_two_thousand_messages_over_a_bad_line_are_complete_and_the_next_run_asks_for_nothing()
    {
        using var shell = await tenant.ConnectForExportAsync();
        await tenant.Server.SetFaultsAsync(BadLine());
        var chats = Chats.Select(chat => ExportTenant.MixedChat(chat.Count, chat.Seed)).ToArray();
        var clock = Stopwatch.StartNew();

        var first = shell.ExportWell(chats, _folder.Path, "-IncludeThread");
        log.WriteLine($"first run: {clock.Elapsed}, {first.Count("Saved")} files, {first.Count("Bytes")} bytes, {first.Count("Calls")} calls");

        Assert.True((bool)shell.Run("$ended").Output[0].BaseObject);
        await MustHoldAsync(chats);
        await MustTellTheTruthAsync(first);

        foreach (var options in new[] { "", "-Verify", "-Full" })
        {
            await tenant.Server.ResetAsync();
            clock.Restart();
            var again = shell.ExportWell(chats, _folder.Path, $"-IncludeThread {options}");
            var calls = await tenant.CallsAsync("/open-apis/im/");
            log.WriteLine($"again {options}: {clock.Elapsed}, {calls} calls");

            Assert.Equal(0, await tenant.CallsAsync("/resources/"));
            Assert.Equal(0, again.Count("ResourceCalls"));
            Assert.Equal((0, first.Count("Saved")), (again.Count("Saved"), again.Count("AlreadyThere")));
            Assert.Equal(first.Count("Skipped"), again.Count("SkippedBefore"));
            Assert.Equal(0, again.Count("Skipped"));
        }

        await MustHoldAsync(chats);
    }

    [Fact]
    public async Task Export_that_is_killed_ten_times_is_whole_after_the_eleventh_run()
    {
        const int Count = 250;
        const int Seed = 31;
        var chat = ExportTenant.MixedChat(Count, Seed);
        var script = _folder.Write("export.ps1", ExportScript);
        var destination = Path.Combine(_folder.Path, "export");
        await tenant.Server.ResetAsync();

        // A little time for each answer, and the one large file stands still in its middle: instants of every sort can be met.
        await tenant.Server.SetFaultsAsync($$"""
            [{ "action": "stall", "pathContains": "mixed_{{Count}}_{{Seed}}_160_1", "at": 3000000, "delayMs": 400, "times": 0 },
             { "action": "stallHeaders", "pathContains": "/resources/", "delayMs": 25, "times": 0 }]
            """);
        var random = new Random(20261123);
        var killed = 0;
        for (var round = 0; round < 10; round++)
        {
            await WithExportAsync(script, chat, destination, async export =>
            {
                // Counted in calls and not in time: a slow machine is killed at the same places.
                var calls = await tenant.CallsAsync("/resources/") + random.Next(0, 22);
                while (!export.HasExited && await tenant.CallsAsync("/resources/") <= calls)
                {
                    await Task.Delay(5);
                }

                await Task.Delay(random.Next(0, 40));
                killed += export.HasExited ? 0 : 1;
                export.Kill();
            });
        }

        await WithExportAsync(script, chat, destination, export =>
        {
            var result = FreshProcess.WaitFor(export);
            Assert.True(result.ExitCode == 0, result.Error + result.Output);
            return Task.CompletedTask;
        });

        log.WriteLine($"{killed} kills, {await tenant.CallsAsync("/resources/")} resource calls");
        Assert.InRange(killed, 8, 10);
        ExportedChat.Read(destination, chat).MustHold(await MixedResource.AllOfAsync(tenant.Server, Count, Seed));
    }

    [Fact]
    public async Task Export_that_is_stopped_again_and_again_records_no_failure_and_is_whole_in_the_end()
    {
        const int Count = 250;
        const int Seed = 32;
        var chat = ExportTenant.MixedChat(Count, Seed);
        using var shell = await tenant.ConnectForExportAsync();
        await tenant.Server.SetFaultsAsync($$"""
            [{ "action": "stall", "pathContains": "mixed_{{Count}}_{{Seed}}_160_1", "at": 3000000, "delayMs": 400, "times": 0 },
             { "action": "stallHeaders", "pathContains": "/resources/", "delayMs": 10, "times": 0 }]
            """);
        var random = new Random(7);
        for (var round = 0; round < 6; round++)
        {
            var calls = await tenant.CallsAsync("/resources/") + random.Next(1, 30);
            var stopped = shell.StopWhen(
                "Export-LarkChatResource $chat -Destination $destination -IncludeThread",
                () => tenant.CallsAsync("/resources/").GetAwaiter().GetResult() > calls,
                ("chat", chat),
                ("destination", _folder.Path));

            Assert.Empty(stopped.Errors);
            Assert.True(stopped.WasStopped, $"round {round}: {stopped.TerminatedBy}, {stopped.Output.Count} files");
        }

        Assert.DoesNotContain(ExportedChat.Read(_folder.Path, chat).Lines, line => line.Status == "failed");
        shell.ExportWell(chat, _folder.Path, "-IncludeThread");
        ExportedChat.Read(_folder.Path, chat).MustHold(await MixedResource.AllOfAsync(tenant.Server, Count, Seed));
    }

    [Fact]
    public async Task Part_that_a_kill_left_of_what_is_refused_now_is_taken_away()
    {
        const int Count = 200;
        const int Seed = 33;
        var chat = ExportTenant.MixedChat(Count, Seed);
        var large = ExportTenant.MixedMessage(Count, Seed, 160);
        var script = _folder.Write("export.ps1", ExportScript);
        var destination = Path.Combine(_folder.Path, "export");
        using var shell = await tenant.ConnectForExportAsync();
        await tenant.Server.SetFaultsAsync($$"""[{ "action": "stall", "pathContains": "mixed_{{Count}}_{{Seed}}_160_1", "at": 3000000, "times": 0 }]""");
        await WithExportAsync(script, chat, destination, async export =>
        {
            while (!export.HasExited && !Parts().Any())
            {
                await Task.Delay(20);
            }

            export.Kill();
        });
        Assert.Single(Parts());
        await tenant.NoFaultsAsync();
        await tenant.Server.RecallAsync(large);

        shell.ExportWell(chat, destination, "-IncludeThread");

        ExportedChat.Read(destination, chat).MustMatchItself();

        // The only one of that length; its journal comes right after it.
        IEnumerable<FileInfo> Parts() => !Directory.Exists(destination) ? [] : new DirectoryInfo(destination)
            .EnumerateFiles("*.part", SearchOption.AllDirectories)
            .Where(part => part is { Exists: true, Length: > 8 << 20 } && File.Exists(part.FullName + ".json"));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static string ExportScript => $$"""
        param($address, $chat, $destination)
        Import-Module '{{StagedModule.Manifest}}'
        $secret = [securestring]::new(); '{{Tenant.Secret}}'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
        $null = Connect-Lark cli_sandbox $secret -BaseUri $address {{ExportTenant.Unhurried}}
        $null = Export-LarkChatResource $chat -Destination $destination -IncludeThread -ErrorVariable wrong
        if ($wrong) { exit 3 }
        """;

    /// <summary>One call in a hundred is cut, one in a hundred is a failure of the server, and once it refuses twenty in a row for a second.</summary>
    private static string BadLine()
    {
        static IEnumerable<int> EveryHundredth(int first) => Enumerable.Range(0, 40).Select(number => first + (100 * number));
        return JsonSerializer.Serialize(new object[]
        {
            new { action = "cut", pathContains = "/resources/", at = 700, callNumbers = EveryHundredth(7) },
            new { action = "status", status = 502, pathContains = "/resources/", callNumbers = EveryHundredth(57) },
            new { action = "status", status = 500, pathContains = "/im/v1/messages?", callNumbers = new[] { 5, 17, 31 } },
            new { action = "rateLimited429", pathContains = "/resources/", resetSeconds = 1, callNumbers = Enumerable.Range(400, 20) },
        });
    }

    private async Task WithExportAsync(string script, string chat, string destination, Func<Process, Task> work)
    {
        using var export = FreshProcess.Start([script, tenant.Server.BaseUri.AbsoluteUri, chat, destination]);
        try
        {
            await work(export);
        }
        finally
        {
            if (!export.HasExited)
            {
                export.Kill();
            }

            export.WaitForExit();
        }
    }

    private async Task MustHoldAsync(string[] chats)
    {
        foreach (var ((count, seed), chat) in Chats.Zip(chats))
        {
            var exported = ExportedChat.Read(_folder.Path, chat);
            exported.MustHold(await MixedResource.AllOfAsync(tenant.Server, count, seed));
            Assert.Equal(
                Enumerable.Range(1, count).Where(number => number % 100 == 17).Select(number => ExportTenant.MixedMessage(count, seed, number)),
                exported.Lines.Where(line => line.FileKey is null).Select(line => line.MessageId).OrderBy(id => int.Parse(id.Split('_')[^1], CultureInfo.InvariantCulture)));
        }
    }

    private async Task MustTellTheTruthAsync(ShellResult run)
    {
        var expected = new List<MixedResource>();
        foreach (var (count, seed) in Chats)
        {
            expected.AddRange(await MixedResource.AllOfAsync(tenant.Server, count, seed));
        }

        var served = expected.Where(resource => resource.IsServed).ToList();
        var recalled = Chats.Sum(chat => Enumerable.Range(1, chat.Count).Count(number => number % 100 == 17));
        Assert.Equal((served.Count, served.Sum(resource => resource.Length)), (run.Count("Saved"), run.Count("Bytes")));
        Assert.Equal((expected.Count(resource => resource.IsRefused) + recalled, 0), (run.Count("Skipped"), run.Count("Failed")));
        Assert.Equal(
            Chats.Sum(chat => chat.Count) + expected.Where(resource => resource.InThread).Select(resource => resource.MessageId).Distinct().Count(),
            run.Count("Messages"));
        Assert.Equal(await tenant.CallsAsync("/resources/"), run.Count("ResourceCalls"));
        Assert.Equal(await tenant.CallsAsync("/open-apis/im/"), run.Count("Calls"));
        Assert.Single(run.Output);
    }
}
