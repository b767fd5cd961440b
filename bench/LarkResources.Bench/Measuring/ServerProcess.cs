using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LarkResources.Bench.Clients;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Measuring;

/// <summary>The simulated tenant behind real sockets, in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Greeting = "listening ";
    private const string ResourceEndpoint = "GET /open-apis/im/v1/messages/:message_id/resources/:file_key";

    private readonly Process _process;
    private readonly HttpClient _control;

    private ServerProcess(Process process, Uri baseUri, string? certificate)
    {
        _process = process;
        BaseUri = baseUri;
        Certificate = certificate;
        var handler = new SocketsHttpHandler();
        if (certificate is not null)
        {
            var expected = X509CertificateLoader.LoadCertificateFromFile(certificate);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => expected.Equals(shown);
        }

        _control = new HttpClient(handler) { BaseAddress = baseUri };
    }

    public static string Token => SandboxCredentials.StaticTenantToken;

    public Uri BaseUri { get; }

    /// <summary>What clients must trust, as a PEM file; null without TLS.</summary>
    public string? Certificate { get; }

    /// <summary>What .NET clients need in their environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => Certificate is null
        ? new Dictionary<string, string>()
        : new Dictionary<string, string> { ["SSL_CERT_FILE"] = Certificate };

    public static async Task<ServerProcess> StartAsync(Workplace workplace, bool https = false, params string[] arguments)
    {
        var certificate = https ? Path.Combine(workplace.Scratch, "server.pem") : null;
        string[] tls = https ? ["--https", "--certificate-pem", certificate!] : [];
        var (process, baseUri) = await LaunchAsync([workplace.Server, "--port", "0", "--exit-with-stdin", .. tls, .. arguments]);
        return new(process, baseUri, certificate);
    }

    /// <summary>Starts a server that says where it listens.</summary>
    public static async Task<(Process Process, Uri BaseUri)> LaunchAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var line = await process.StandardOutput.ReadLineAsync();
        return line?.StartsWith(Greeting, StringComparison.Ordinal) is true
            ? (process, new Uri(line[Greeting.Length..].TrimEnd('/') + '/'))
            : throw new InvalidOperationException($"The server said '{line}'.");
    }

    /// <summary>Ends a server that listens until its standard input is closed.</summary>
    public static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>What arrived at the resource endpoint since the last reset.</summary>
    public async Task<ServerCount> CountAsync()
    {
        using var stats = JsonDocument.Parse(await _control.GetStringAsync(new Uri("_sandbox/stats", UriKind.Relative)));
        if (!stats.RootElement.TryGetProperty(ResourceEndpoint, out var endpoint))
        {
            return new(0, 0, 0, 0);
        }

        return new(Number("calls"), Number("refused"), Number("maxCallsInOneSecond"), Number("maxCallsInOneMinute"));

        int Number(string name) => endpoint.GetProperty(name).GetInt32();
    }

    public async Task ResetAsync()
    {
        using var answer = await _control.PostAsync(new Uri("_sandbox/reset", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Compiles the server's code, so that the first contender does not pay for it.</summary>
    public async Task WarmUpAsync()
    {
        for (var number = 0; number < 3; number++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, TransferOrder.AddressOf(BaseUri, Sized.Id(32 << 20, number)));
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Token);
            using var answer = await _control.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await answer.Content.CopyToAsync(Stream.Null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await EndAsync(_process);
    }
}

/// <summary>What the server counted; the peaks are over every rolling window.</summary>
internal sealed record ServerCount(int Calls, int Refused, int InOneSecond, int InOneMinute);
