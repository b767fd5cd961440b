using System.Globalization;
using System.Text;
using LarkResources.Sandbox.Server.Hosting;
using LarkResources.Sandbox.Server.Recording;

namespace LarkResources.Sandbox.Server.Faults;

/// <summary>The faults of framing and timing: writes the answer to the wire by hand.</summary>
internal sealed class BrokenTransfer(ConnectionGate gate, Fault fault, SeenRequest seen, CancellationToken aborted)
{
    private bool Chunked => fault.Action is FaultAction.ChunkedCut;

    private bool WithoutLength => fault.Action is FaultAction.CloseDelimitedCut or FaultAction.ExtraBytesCloseDelimited or FaultAction.ChunkedCut;

    private bool Cuts => fault.Action is FaultAction.Cut or FaultAction.CloseDelimitedCut or FaultAction.ChunkedCut or FaultAction.Reset;

    public static bool Handles(FaultAction action) => action is FaultAction.Cut or FaultAction.CloseDelimitedCut or FaultAction.ChunkedCut
        or FaultAction.Stall or FaultAction.Reset or FaultAction.ExtraBytes or FaultAction.ExtraBytesCloseDelimited or FaultAction.SlowDrip;

    public async Task SendAsync(HttpResponseMessage answer)
    {
        gate.TakeOver();
        seen.Status = (int)answer.StatusCode;
        var length = answer.Content.Headers.ContentLength ?? 0;
        await gate.WriteRawAsync(Head(answer, length), aborted);
        await using var body = await answer.Content.ReadAsStreamAsync(aborted);
        if (fault.Action == FaultAction.Stall)
        {
            await CopyAsync(body, Math.Min(fault.At, length));
            await Task.Delay(fault.DelayMs == 0 ? Timeout.Infinite : fault.DelayMs, aborted);
        }

        await CopyAsync(body, Cuts ? fault.At : long.MaxValue);
        if (fault.Action is FaultAction.ExtraBytes or FaultAction.ExtraBytesCloseDelimited)
        {
            await WriteAsync(Encoding.ASCII.GetBytes(new string('+', fault.Count)));
        }

        if (fault.Action == FaultAction.Reset)
        {
            await gate.ResetAsync();
        }
    }

    private byte[] Head(HttpResponseMessage answer, long length)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)answer.StatusCode} {answer.ReasonPhrase}\r\n");
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {values}\r\n");
            }
        }

        if (Chunked)
        {
            head.Append("Transfer-Encoding: chunked\r\n");
        }
        else if (!WithoutLength)
        {
            var stated = length + (fault.Action == FaultAction.ExtraBytes ? fault.Count : 0);
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {stated}\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("Connection: close\r\n\r\n").ToString());
    }

    private async Task CopyAsync(Stream body, long limit)
    {
        var buffer = new byte[fault.Action == FaultAction.SlowDrip ? Math.Max(1, fault.Count) : 64 * 1024];
        while (limit > 0)
        {
            var count = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit)), aborted);
            if (count == 0)
            {
                return;
            }

            await WriteAsync(buffer.AsMemory(0, count));
            limit -= count;
            if (fault.Action == FaultAction.SlowDrip)
            {
                await Task.Delay(fault.DelayMs, aborted);
            }
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        seen.BytesSent += bytes.Length;
        if (Chunked)
        {
            await gate.WriteRawAsync(Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), aborted);
        }

        await gate.WriteRawAsync(bytes, aborted);
        if (Chunked)
        {
            await gate.WriteRawAsync("\r\n"u8.ToArray(), aborted);
        }
    }
}
