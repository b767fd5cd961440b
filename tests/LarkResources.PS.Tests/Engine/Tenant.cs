using System.Net;
using System.Security;

namespace LarkResources.PS.Tests.Engine;

/// <summary>One server for the whole run, and sessions that are connected to it.</summary>
public sealed class Tenant : IAsyncLifetime
{
    /// <summary>The name of the collection of tests that share it.</summary>
    public const string Collection = "tenant";

    /// <summary>The secret of the simulated app.</summary>
    public const string Secret = "sandbox-secret";

    private SandboxServerProcess? _server;

    /// <summary>Gets the server; its faults and its log are those of the running test.</summary>
    public SandboxServerProcess Server => _server ?? throw new InvalidOperationException("The server is not started.");

    /// <summary>Text as the cmdlets take secrets.</summary>
    /// <param name="text">The secret.</param>
    public static SecureString Secure(string text) => new NetworkCredential(string.Empty, text).SecurePassword;

    /// <summary>A session that is connected to the server, which has forgotten what came before.</summary>
    /// <param name="options">More parameters of Connect-Lark.</param>
    public async Task<HostedShell> ConnectAsync(string options)
    {
        await Server.ResetAsync();
        var shell = new HostedShell();
        shell.Run($"Connect-Lark cli_sandbox $secret -BaseUri $address {options}", ("secret", Secure(Secret)), ("address", Server.BaseUri)).EnsureNoErrors();
        return shell;
    }

    /// <summary>The calls to the resource endpoint that the server saw.</summary>
    public async Task<IReadOnlyList<string>> ResourceCallsAsync() =>
        [.. (await Server.GetRequestsAsync()).EnumerateArray().Select(request => request.GetProperty("pathAndQuery").GetString()!).Where(path => path.Contains("/resources/", StringComparison.Ordinal))];

    /// <inheritdoc/>
    public async Task InitializeAsync() => _server = await SandboxServerProcess.StartAsync();

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>Names the collection.</summary>
[CollectionDefinition(Tenant.Collection)]
public sealed class TenantTests : ICollectionFixture<Tenant>;
