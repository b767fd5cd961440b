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
