using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace LarkResources.PS.Tests.Engine;

/// <summary>The simulated tenant behind real sockets, in a process of its own.</summary>
public sealed class SandboxServerProcess : IAsyncDisposable, IDisposable
{
    private const string Greeting = "listening ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly HttpClient _control;

    private SandboxServerProcess(Process process, Uri baseUri)
    {
        _process = process;
        BaseUri = baseUri;
        _control = new HttpClient { BaseAddress = baseUri };
    }

    /// <summary>Gets what is given to <c>Connect-Lark -BaseUri</c>.</summary>
    public Uri BaseUri { get; }

    /// <summary>Starts a server on a free port and waits until it listens.</summary>
    public static async Task<SandboxServerProcess> StartAsync()
    {
        // It ends with its input: a test process that is killed leaves no server behind.
        string[] commandLine = [StagedModule.BuiltProgram("tests/LarkResources.SandboxServer"), "--port", "0", "--exit-with-stdin"];
        var start = new ProcessStartInfo("dotnet", commandLine)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        try
        {
            return new SandboxServerProcess(process, await ReadAddressAsync(process));
        }
        catch
        {
            End(process);
            throw;
        }
    }

    /// <summary>Sets how the server misbehaves from now on.</summary>
    /// <param name="json">The rules, as the server documents them.</param>
    public Task SetFaultsAsync(string json) => ControlAsync(HttpMethod.Put, "faults", json);

    /// <summary>What the server was asked since the last reset, as it logs it.</summary>
    public Task<JsonElement> GetRequestsAsync() => ControlAsync(HttpMethod.Get, "requests");

    /// <summary>What came to each endpoint since the last reset: calls, and the most in any rolling second and minute.</summary>
    public Task<JsonElement> GetStatsAsync() => ControlAsync(HttpMethod.Get, "stats");

    /// <summary>The length and the SHA-256 (64 lower-case hexadecimal digits) that a resource must have.</summary>
    public async Task<(long Length, string Sha256)> GetResourceAsync(string fileKey)
    {
        var resource = await ControlAsync(HttpMethod.Get, $"resources/{fileKey}");
        return (resource.GetProperty("length").GetInt64(), resource.GetProperty("sha256").GetString()!);
    }

    /// <summary>What must come out of a chat <c>oc_mixed_&lt;count&gt;_&lt;seed&gt;</c>.</summary>
    public Task<JsonElement> GetMixedAsync(int count, int seed) => ControlAsync(HttpMethod.Get, $"mixed/{count}/{seed}");

    /// <summary>Sets the time of the tenant: later messages are not there yet.</summary>
    public Task SetNowAsync(DateTimeOffset time) => ControlAsync(HttpMethod.Put, $"now?time={Uri.EscapeDataString(time.ToString("o"))}");

    /// <summary>Puts one more picture into a text or a post, and gives its key.</summary>
    public async Task<string> EditAsync(string messageId) => (await ControlAsync(HttpMethod.Post, $"edit?message={messageId}")).GetProperty("key").GetString()!;

    /// <summary>Recalls a message, as its sender can.</summary>
    public Task RecallAsync(string messageId) => ControlAsync(HttpMethod.Post, $"recall?message={messageId}");

    /// <summary>Forgets faults and log: a server is shared by the tests of a class.</summary>
    public Task ResetAsync() => ControlAsync(HttpMethod.Post, "reset");

    /// <inheritdoc/>
    public void Dispose()
    {
        _control.Dispose();
        End(_process);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement> ControlAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri("_sandbox/" + path, UriKind.Relative)) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await _control.SendAsync(request);
        var body = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }

    private static async Task<Uri> ReadAddressAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        var line = await process.StandardOutput.ReadLineAsync(patience.Token);
        if (line is null || !line.StartsWith(Greeting, StringComparison.Ordinal))
        {
            process.StandardInput.Close();
            throw new InvalidOperationException(
                $"The server said '{line}' where '{Greeting}<address>' was expected. {await process.StandardError.ReadToEndAsync(patience.Token)}");
        }

        // Drained from here on: a full pipe would stop the server in the middle of a test.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return new Uri(line[Greeting.Length..].TrimEnd('/') + '/');
    }

    private static void End(Process process)
    {
        using (process)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }
        }
    }
}
