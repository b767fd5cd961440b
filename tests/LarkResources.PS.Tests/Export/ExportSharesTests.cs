using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LarkResources.PS.Tests.Engine;
using Xunit.Abstractions;

namespace LarkResources.PS.Tests.Export;

/// <summary>Eight machines that export into one folder with examples/several-machines.ps1: killed at random, and run again as GitHub Actions or Kubernetes would.</summary>
[Collection(Tenant.Collection)]
public sealed class ExportSharesTests(Tenant tenant, ITestOutputHelper log) : IDisposable
{
    private const int Machines = 8;
    private const int ChatsOfEach = 2;
    private const int Messages = 40;

    // Shares of 64 in a minute, spread to one in a second: 480 for all of them. If a share were not spread, one that was killed after its 64
    // would have as many again at once, and all of them more than 512: there is that much to fetch.
    private const int CallsPerMinute = 512;
    private const int CallsPerSecond = 50;

    // The -ThrottleLimit of an export: as many downloads are in flight at most.
    private const int InFlight = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly TemporaryFolder _folder = new();

    private static int Kills => Setting("LARKRESOURCES_SHARES_KILLS", 8);

    [Fact]
    public async Task Eight_machines_that_are_killed_and_run_again_export_what_one_machine_does_within_the_quota_of_the_app()
    {
        var chats = SharedOut();
        var list = _folder.Write("chats.txt", string.Join('\n', chats.Keys));
        var whole = Path.Combine(_folder.Path, "one");
        var shared = Path.Combine(_folder.Path, "eight");
        await tenant.Server.ResetAsync();
        using (var one = Start("nightly-export.ps1", "-Destination", whole, "-ChatList", list, "-IncludeThread", "-IncludeMessage", "-CallsPerMinute", "600000", "-CallsPerSecond", "10000"))
        {
            MustEndWell(one);
        }

        var needed = await CallsAsync(chats);
        await tenant.Server.ResetAsync();
        var clock = Stopwatch.StartNew();

        var shares = await RunAsync(chats, list, shared);

        var made = await CallsAsync(chats);
        var stats = await tenant.Server.GetStatsAsync();
        log.WriteLine($"{clock.Elapsed}: {shares.Sum(share => share.Kills)} kills of {Kills}, {made.Values.Sum(calls => calls.Count)} resource calls, {needed.Values.Sum(calls => calls.Count)} needed");
        log.WriteLine(stats.ToString());
        Assert.InRange(shares.Sum(share => share.Kills), (Kills + 1) / 2, Kills);
        MustBeTheSame(whole, shared);
        Assert.All(stats.EnumerateObject(), endpoint =>
        {
            Assert.InRange(endpoint.Value.GetProperty("maxCallsInOneSecond").GetInt32(), 0, CallsPerSecond);
            Assert.InRange(endpoint.Value.GetProperty("maxCallsInOneMinute").GetInt32(), 0, CallsPerMinute);
        });
        Assert.All(shares, share =>
        {
            Assert.Equal(needed[share.Number].Distinct().Order(StringComparer.Ordinal), made[share.Number].Distinct().Order(StringComparer.Ordinal));
            Assert.InRange(made[share.Number].Count - needed[share.Number].Count, 0, InFlight * share.Kills);
        });

        await tenant.Server.ResetAsync();
        using (var again = StartShare(1, list, shared))
        {
            MustEndWell(again);
        }

        Assert.Empty((await CallsAsync(chats)).SelectMany(machine => machine.Value));
        MustBeTheSame(whole, shared);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>Chats, each with the number of its machine. Their ids are taken as they come until every machine has its number of them.</summary>
    private static Dictionary<string, int> SharedOut() => Enumerable.Range(1, 1000)
        .Select(seed => ExportTenant.MixedChat(Messages, seed))
        .GroupBy(OwnerOf)
        .SelectMany(ofMachine => ofMachine.Take(ChatsOfEach))
        .ToDictionary(chat => chat, OwnerOf);

    // Written again, not asked of the script: by another rule, an update would give every chat to a machine that has to fetch it anew.
    private static int OwnerOf(string chatId) =>
        (int)(BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(chatId))) % Machines) + 1;

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : usual;

    /// <summary>The engine: starts every share, kills some, and starts one again until it ends by itself.</summary>
    private async Task<List<Share>> RunAsync(Dictionary<string, int> chats, string list, string destination)
    {
        var random = new Random(Setting("LARKRESOURCES_SHARES_SEED", 0));
        var shares = Enumerable.Range(1, Machines).Select(number => new Share(number)).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            shares[random.Next(Machines)].Planned++;
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            foreach (var share in shares)
            {
                StartNext(share, calls: 0);
            }

            while (shares.Exists(share => !share.HasEnded))
            {
                await Task.Delay(200, patience.Token);
                var calls = await CallsAsync(chats);
                foreach (var share in shares.Where(share => !share.HasEnded))
                {
                    if (share.Process!.HasExited)
                    {
                        MustEndWell(share.Process);
                        share.HasEnded = true;
                    }
                    else if (calls[share.Number].Count >= share.KillAt)
                    {
                        share.Process.Kill();
                        share.Process.WaitForExit();
                        share.Process.Dispose();
                        share.Kills++;
                        StartNext(share, calls[share.Number].Count);
                    }
                }
            }
        }
        finally
        {
            shares.ForEach(share => share.Dispose());
        }

        return shares;

        void StartNext(Share share, int calls)
        {
            // Counted in calls and not in time: a slow machine is killed at the same places. Half of the lives end earlier than they would on the average.
            share.KillAt = share.Kills < share.Planned ? calls + random.Next(2 * ChatsOfEach * Messages / (share.Planned + 1)) : int.MaxValue;
            share.Process = StartShare(share.Number, list, destination);
        }
    }

    private Process StartShare(int number, string list, string destination) => Start(
        "several-machines.ps1",
        "-Index",
        (number - 1).ToString(CultureInfo.InvariantCulture),
        "-Of",
        Machines.ToString(CultureInfo.InvariantCulture),
        "-Destination",
        destination,
        "-ChatList",
        list,
        "-IncludeThread",
        "-IncludeMessage",
        "-CallsPerMinute",
        CallsPerMinute.ToString(CultureInfo.InvariantCulture),
        "-CallsPerSecond",
        CallsPerSecond.ToString(CultureInfo.InvariantCulture));

    private Process Start(string script, params string[] arguments) => FreshProcess.Start(
        [Path.Combine(StagedModule.RepositoryRoot, "examples", script), .. arguments],
        new Dictionary<string, string> { ["LARK_APP_ID"] = "cli_sandbox", ["LARK_APP_SECRET"] = Tenant.Secret, ["LARK_BASE_URL"] = tenant.Server.BaseUri.AbsoluteUri });

    private static void MustEndWell(Process process)
    {
        var result = FreshProcess.WaitFor(process);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Error}{result.Output}");
    }

    /// <summary>The calls for resources since the last reset, by the machine that has the chat.</summary>
    private async Task<Dictionary<int, List<string>>> CallsAsync(Dictionary<string, int> chats)
    {
        var owners = chats.ToDictionary(chat => chat.Key["oc_".Length..] + "_", chat => chat.Value);
        var calls = Enumerable.Range(1, Machines).ToDictionary(number => number, _ => new List<string>());
        foreach (var path in await tenant.ResourceCallsAsync())
        {
            calls[owners.Single(owner => path.Contains(owner.Key, StringComparison.Ordinal)).Value].Add(path);
        }

        return calls;
    }

    /// <summary>The same files with the same bytes, and the same lines about them, whatever order they came in and whenever that was.</summary>
    private static void MustBeTheSame(string expected, string actual)
    {
        var one = Content(expected);
        var other = Content(actual);
        Assert.Equal(one.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
        Assert.All(one, file => Assert.Equal(file.Value, other[file.Key]));
    }

    private static Dictionary<string, IReadOnlyList<string>> Content(string destination) => Directory
        .EnumerateFiles(destination, "*", SearchOption.AllDirectories)
        .Where(path => !Path.GetFileName(path).StartsWith("last-run", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetRelativePath(destination, path), ContentOf);

    private static IReadOnlyList<string> ContentOf(string path) => Path.GetFileName(path) switch
    {
        "manifest.jsonl" or "messages.jsonl" => [.. File.ReadLines(path).Select(line => WithoutTheRun(line, "savedAt", "logId")).Order(StringComparer.Ordinal)],
        "export.json" => [WithoutTheRun(File.ReadAllText(path), "app")],
        _ => [Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), File.GetLastWriteTimeUtc(path).ToString("o", CultureInfo.InvariantCulture)],
    };

    /// <summary>What a line says apart from when it was written, and by which call.</summary>
    private static string WithoutTheRun(string json, params string[] fields)
    {
        var all = JsonNode.Parse(json)!.AsObject();
        foreach (var field in fields)
        {
            all.Remove(field);
        }

        return all.ToJsonString();
    }

    /// <summary>One of the machines, and the process that does its work at the moment.</summary>
    private sealed class Share(int number) : IDisposable
    {
        public int Number => number;

        public int Planned { get; set; }

        public int Kills { get; set; }

        /// <summary>After how many calls for its resources, those of all lives, it is killed.</summary>
        public int KillAt { get; set; }

        public bool HasEnded { get; set; }

        public Process? Process { get; set; }

        public void Dispose()
        {
            if (Process is { } process)
            {
                if (!HasEnded && !process.HasExited)
                {
                    process.Kill();
                    process.WaitForExit();
                }

                process.Dispose();
            }
        }
    }
}
