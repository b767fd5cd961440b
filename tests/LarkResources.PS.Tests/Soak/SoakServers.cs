using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using LarkResources.PS.Tests.Engine;
using LarkResources.PS.Tests.Export;

namespace LarkResources.PS.Tests.Soak;

/// <summary>Two tenants with the same names. One file differs between them: whoever gets the bytes of the other tenant has read over the wrong connection.</summary>
internal sealed class SoakServers : IDisposable
{
    public const string TellingKey = "file_v3_sized_300000_7";

    // A second of a soak meets some of everything that is to be tried again.
    private const string Faults = """
        [
          { "action": "reset", "pathContains": "/resources/", "at": 15000 },
          { "action": "cut", "pathContains": "/resources/", "at": 1000 },
          { "action": "status", "status": 503, "pathContains": "/im/v1/", "times": 2 },
          { "action": "rateLimited429", "resetSeconds": 0.05, "pathContains": "/messages" },
          { "action": "stall", "pathContains": "/resources/", "at": 500, "delayMs": 300 }
        ]
        """;

    // Rarer: a call renews its token once, and may wait for seconds between its attempts.
    private const int DisturbancesPerToken = 10;
    private const string DeadToken = """[{ "action": "expiredToken", "pathContains": "/messages" }]""";

    private int _disturbances;

    private readonly ConcurrentDictionary<(Uri Server, string Key), Lazy<Task<string>>> _hashes = new();

    private SoakServers(SandboxServerProcess first, SandboxServerProcess second) => (First, Second) = (first, second);

    /// <summary>Gets the tenant of the connection that all runspaces share.</summary>
    public SandboxServerProcess First { get; }

    /// <summary>Gets the tenant in which the telling file is another one.</summary>
    public SandboxServerProcess Second { get; }

    /// <summary>Gets what an export of the chat of the soak has to bring, without the threads.</summary>
    public required IReadOnlyList<MixedResource> Chat { get; init; }

    public static async Task<SoakServers> StartAsync(int chatLength, int chatSeed)
    {
        var first = await SandboxServerProcess.StartAsync();
        var second = await SandboxServerProcess.StartAsync();
        await second.SetFaultsAsync($$"""[{ "action": "changedTotal", "pathContains": "{{TellingKey}}", "total": 300000, "seed": 8 }]""");
        await DownloadAsync(second, TellingKey);
        var chat = await MixedResource.AllOfAsync(first, chatLength, chatSeed);
        var servers = new SoakServers(first, second) { Chat = [.. chat.Where(resource => !resource.InThread)] };

        // Read now: a fault would meet this client as well.
        Assert.NotEqual(servers.Sha256Of(first, TellingKey), servers.Sha256Of(second, TellingKey));
        return servers;
    }

    /// <summary>The hash with which a file must arrive from a tenant.</summary>
    public string Sha256Of(SandboxServerProcess server, string key) =>
        _hashes.GetOrAdd((server.BaseUri, key), _ => new Lazy<Task<string>>(() => HashAsync(server, key))).Value.GetAwaiter().GetResult();

    /// <summary>Puts the faults in place anew, again and again.</summary>
    public async Task DisturbAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var faults = ++_disturbances % DisturbancesPerToken == 0 ? DeadToken : Faults;
            await First.SetFaultsAsync(faults);
            await Second.SetFaultsAsync(faults);
            await Task.Delay(1000, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await First.SetFaultsAsync("[]");
        await Second.SetFaultsAsync("[]");
    }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    // The server tells what a file was at first; what became of it, only the file itself.
    private static async Task<string> HashAsync(SandboxServerProcess server, string key) => key == TellingKey
        ? Convert.ToHexStringLower(SHA256.HashData(await DownloadAsync(server, key)))
        : (await server.GetResourceAsync(key)).Sha256;

    private static async Task<byte[]> DownloadAsync(SandboxServerProcess server, string key)
    {
        using var client = new HttpClient { BaseAddress = server.BaseUri };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "t-sandbox");
        var path = $"open-apis/im/v1/messages/{key.Replace("file_v3_", "om_", StringComparison.Ordinal)}/resources/{key}?type=file";
        return await client.GetByteArrayAsync(new Uri(path, UriKind.Relative));
    }
}
