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
    /// <returns>The running server.</returns>
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
    /// <returns>A task that ends when they are in force.</returns>
    public async Task SetFaultsAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _control.PutAsync(new Uri("_sandbox/faults", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What the server was asked since the last reset.</summary>
    /// <returns>The log as the server gives it.</returns>
    public async Task<JsonElement> GetRequestsAsync()
    {
        var json = await _control.GetStringAsync(new Uri("_sandbox/requests", UriKind.Relative));
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>What a resource must come out as.</summary>
    /// <param name="fileKey">Any key of the simulated tenant.</param>
    /// <returns>Its length and SHA-256, 64 lower-case hexadecimal digits.</returns>
    public async Task<(long Length, string Sha256)> GetResourceAsync(string fileKey)
    {
        var json = await _control.GetStringAsync(new Uri($"_sandbox/resources/{fileKey}", UriKind.Relative));
        using var document = JsonDocument.Parse(json);
        return (document.RootElement.GetProperty("length").GetInt64(), document.RootElement.GetProperty("sha256").GetString()!);
    }

    /// <summary>What must come out of a chat with some of everything.</summary>
    /// <param name="count">How many messages it has.</param>
    /// <param name="seed">Which of them.</param>
    /// <returns>An array, as the server gives it.</returns>
    public async Task<JsonElement> GetMixedAsync(int count, int seed)
    {
        using var document = JsonDocument.Parse(await _control.GetStringAsync(new Uri($"_sandbox/mixed/{count}/{seed}", UriKind.Relative)));
        return document.RootElement.Clone();
    }

    /// <summary>Sets the time of the tenant: later messages are not there yet.</summary>
    /// <param name="time">The time.</param>
    /// <returns>A task that ends when it is done.</returns>
    public async Task SetNowAsync(DateTimeOffset time)
    {
        using var answer = await _control.PutAsync(new Uri($"_sandbox/now?time={Uri.EscapeDataString(time.ToString("o"))}", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Puts one more picture into a text or a post.</summary>
    /// <param name="messageId">The message.</param>
    /// <returns>The key of the picture.</returns>
    public async Task<string> EditAsync(string messageId)
    {
        using var answer = await _control.PostAsync(new Uri($"_sandbox/edit?message={messageId}", UriKind.Relative), content: null);
        using var document = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("key").GetString()!;
    }

    /// <summary>Recalls a message, as its sender can.</summary>
    /// <param name="messageId">The message.</param>
    /// <returns>A task that ends when it is done.</returns>
    public async Task RecallAsync(string messageId)
    {
        using var answer = await _control.PostAsync(new Uri($"_sandbox/recall?message={messageId}", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Forgets faults and log: a server is shared by the tests of a class.</summary>
    /// <returns>A task that ends when it is done.</returns>
    public async Task ResetAsync()
    {
        using var answer = await _control.PostAsync(new Uri("_sandbox/reset", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

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
