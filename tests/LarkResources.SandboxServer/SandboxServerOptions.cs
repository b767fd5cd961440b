using System.Globalization;

namespace LarkResources.Sandbox.Server;

/// <summary>How the sandbox is served.</summary>
public sealed record SandboxServerOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>True serves TLS with a certificate made in memory.</summary>
    public bool Https { get; init; }

    /// <summary>Where to write the certificate as PEM, so that clients can trust it.</summary>
    public string? CertificatePemPath { get; init; }

    /// <summary>True offers HTTP/2 too; only over TLS can clients of both kinds share a port. Faults that break frames need HTTP/1.1.</summary>
    public bool Http2 { get; init; }

    /// <summary>True opens a second port, which stands for another host: it serves resources without asking for a token.</summary>
    public bool OtherHost { get; init; }

    /// <summary>How long every answer is held back.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The most that one connection carries in a second, in bytes; 0 is no limit.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>The most calls to one endpoint in any second; 0 is no limit.</summary>
    public int PerSecond { get; init; }

    /// <summary>The most calls to one endpoint in any minute; 0 is no limit.</summary>
    public int PerMinute { get; init; }

    /// <summary>What the simulated tenant itself is given.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>Reads the arguments of the command line.</summary>
    /// <param name="arguments">For example <c>--port 0 --https --latency-ms 50</c>.</param>
    public static SandboxServerOptions Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var options = new SandboxServerOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            string Value() => ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value.");
            int Number() => int.Parse(Value(), NumberStyles.None, CultureInfo.InvariantCulture);

            options = arguments[i] switch
            {
                "--port" => options with { Port = Number() },
                "--https" => options with { Https = true },
                "--certificate-pem" => options with { CertificatePemPath = Value() },
                "--h2" => options with { Http2 = true },
                "--other-host" => options with { OtherHost = true },
                "--latency-ms" => options with { Latency = TimeSpan.FromMilliseconds(Number()) },
                "--bytes-per-second" => options with { BytesPerSecond = Number() },
                "--per-second" => options with { PerSecond = Number() },
                "--per-minute" => options with { PerMinute = Number() },
                Program.ExitWithStdin => options,
                var unknown => throw new ArgumentException($"{unknown} is not an option of the sandbox server."),
            };
        }

        return options;
    }
}
