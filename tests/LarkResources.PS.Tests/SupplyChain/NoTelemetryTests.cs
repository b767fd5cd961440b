using System.Text.RegularExpressions;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.SupplyChain;

/// <summary>The module speaks with the host it was given, and with nobody else. The runtime itself reports whom a process calls.</summary>
public sealed partial class NoTelemetryTests
{
    private const string EverythingThatCalls = """
        $chat = Get-LarkChat | ForEach-Object { $_ } | Where-Object { $_.Name } | ForEach-Object { $_.ChatId }
        $null = $chat | ForEach-Object { Get-LarkMessage -ChatId $_ -First 5 }
        'picture {0}' -f (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart).Length
        $null = Get-LarkMessageResource om_error_234004 file_v3_sandbox_error -ErrorAction Ignore
        $null = Test-LarkConnection
        $null = Get-LarkErrorInfo 234004
        $null = Get-Help Get-LarkMessageResource
        Disconnect-Lark
        """;

    [Fact]
    public async Task Connected_to_a_server_only_that_server_is_called()
    {
        await using var server = await SandboxServerProcess.StartAsync();

        var heard = Listen("Connect-Lark", ("LARK_APP_ID", "cli_sandbox"), ("LARK_APP_SECRET", "sandbox-secret"), ("LARK_BASE_URL", server.BaseUri.ToString()));

        var connections = heard.Where(line => line.StartsWith("ConnectStart", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(connections);
        Assert.All(connections, line => Assert.Equal($"127.0.0.1:{server.BaseUri.Port}", Address(line)));

        // The rehearsal has the handlers hear of a request, and no socket: the two other assertions hold for it as well.
        Assert.All(Requests(heard).Where(host => host != "rehearsal.invalid"), host => Assert.Equal("127.0.0.1", host));
        Assert.DoesNotContain(heard, line => line.StartsWith("ResolutionStart", StringComparison.Ordinal) && !line.Contains("127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public void Connected_to_the_sandbox_nobody_is_called()
    {
        var heard = Listen("Connect-Lark -Sandbox");

        Assert.DoesNotContain(heard, line => line.StartsWith("ConnectStart", StringComparison.Ordinal) || line.StartsWith("ResolutionStart", StringComparison.Ordinal));
    }

    [Fact]
    public void Listener_hears_a_call_to_somebody_else()
    {
        // Without this the two tests above could be deaf. Nobody listens there, and the attempt is enough.
        var heard = Hear("try { [Net.Sockets.TcpClient]::new('127.0.0.2', 1) } catch { 'refused' }");

        Assert.Contains(heard, line => line.StartsWith("ConnectStart", StringComparison.Ordinal) && Address(line) == "127.0.0.2:1");
    }

    private static string[] Listen(string connect, params (string Name, string Value)[] environment)
    {
        var heard = Hear($"Import-Module '{StagedModule.Manifest}'\n{connect}\n{EverythingThatCalls}", environment);
        Assert.Contains("picture 1", heard[0], StringComparison.Ordinal);
        return heard[1..];
    }

    // The first element is what the script said.
    private static string[] Hear(string script, params (string Name, string Value)[] environment)
    {
        using var folder = new TemporaryFolder();
        var log = folder.Write("network.txt", string.Empty);
        var variables = environment.ToDictionary(pair => pair.Name, pair => pair.Value);
        variables["DOTNET_STARTUP_HOOKS"] = typeof(NoTelemetryTests).Assembly.Location;
        variables[NetworkEars.LogVariable] = log;

        var result = FreshProcess.RunText(script, variables);

        Assert.Equal(string.Empty, result.Error);
        return [result.Output, .. File.ReadAllLines(log)];
    }

    private static IEnumerable<string> Requests(string[] heard) => heard.Where(line => line.StartsWith("RequestStart", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]);

    // A socket address comes as its family, its size and its bytes: port, then host.
    private static string Address(string line)
    {
        var bytes = Bytes().Match(line).Groups["bytes"].Value.Split(',').Select(text => byte.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var host = line.Contains("InterNetworkV6", StringComparison.Ordinal) ? bytes[18..22] : bytes[2..6];
        return $"{string.Join('.', host)}:{(bytes[0] << 8) | bytes[1]}";
    }

    [GeneratedRegex(@"\{(?<bytes>[0-9,]+)\}")]
    private static partial Regex Bytes();
}
