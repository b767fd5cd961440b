using System.Text.Json;

namespace LarkResources.Bench.Clients;

/// <summary>What a client process tells of its transfer; written as one line of JSON.</summary>
/// <param name="Seconds">The transfer itself: from before the connection is made until the file is closed.</param>
/// <param name="CpuSeconds">What the process computed meanwhile.</param>
/// <param name="MemoryBefore">The resident bytes just before.</param>
/// <param name="MemoryPeak">The most resident bytes up to the end.</param>
/// <param name="Allocated">Managed bytes allocated meanwhile.</param>
/// <param name="Sha256">The hash, when the client computes one.</param>
internal sealed record ClientReport(double Seconds, double CpuSeconds, long MemoryBefore, long MemoryPeak, long Allocated, string? Sha256)
{
    public string ToLine() => JsonSerializer.Serialize(this);

    public static ClientReport Parse(string output) =>
        JsonSerializer.Deserialize<ClientReport>(output.Trim().Split('\n')[^1]) ?? throw new InvalidDataException("A client said nothing.");
}
