using System.Security;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>How the simulated tenant is reached.</summary>
public enum Way
{
    /// <summary>Inside the module, without a socket.</summary>
    Sandbox,

    /// <summary>In another process, over a real socket.</summary>
    Socket,
}

/// <summary>One server for the whole run, and sessions that are connected to it or to the sandbox inside the module.</summary>
public sealed class Tenant : IAsyncLifetime
{
    /// <summary>The names of the collection of tests that share it.</summary>
    public const string Collection = "tenant";

    /// <summary>The secret of the simulated app.</summary>
    public const string Secret = "sandbox-secret";

    private SandboxServerProcess? _server;

    /// <summary>Gets the server; its faults and its log are those of the running test.</summary>
    public SandboxServerProcess Server => _server ?? throw new InvalidOperationException("The server is not started.");

    /// <summary>Text as the cmdlets take secrets.</summary>
    /// <param name="text">The secret.</param>
    /// <returns>The same, wrapped.</returns>
    public static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var c in text)
        {
            secure.AppendChar(c);
        }

        return secure;
    }

    /// <summary>A session that is connected. A failed request is not sent again unless a test asks for it.</summary>
    /// <param name="way">Where to.</param>
    /// <param name="uiCulture">The language of the person at the shell.</param>
    /// <param name="options">More parameters of Connect-Lark.</param>
    /// <returns>The session; the caller disposes it.</returns>
    public async Task<HostedShell> ConnectAsync(Way way, string uiCulture = "en-US", string options = "-MaximumRetryCount 0")
    {
        await Server.ResetAsync();
        var shell = new HostedShell(uiCulture: uiCulture);
        shell.Run(
            way == Way.Sandbox ? $"Connect-Lark -Sandbox {options}" : $"Connect-Lark cli_sandbox $secret -BaseUri $address {options}",
            ("secret", Secure(Secret)),
            ("address", Server.BaseUri)).EnsureNoErrors();
        return shell;
    }

    /// <summary>The calls to the resource endpoint that the server saw.</summary>
    /// <returns>Path and query of each, in order.</returns>
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
