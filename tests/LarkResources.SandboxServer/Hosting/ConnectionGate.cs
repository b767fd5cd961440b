using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace LarkResources.Sandbox.Server.Hosting;

/// <summary>Stands between Kestrel and the wire of one connection: slows it down, and lets a fault write what Kestrel would refuse to.</summary>
/// <remarks>
/// Kestrel keeps every answer well formed: it will not send fewer or more bytes than Content-Length says. A fault that needs that
/// takes the gate over. From then on what Kestrel writes goes nowhere and what the fault writes goes out as it is.
/// </remarks>
internal sealed class ConnectionGate(PipeWriter wire, ConnectionContext connection, long bytesPerSecond) : PipeWriter
{
    private const int LargestPiece = 16 * 1024;

    private readonly long startedAt = Stopwatch.GetTimestamp();
    private byte[] nowhere = [];
    private long pending;
    private double owed;
    private bool taken;

    public override bool CanGetUnflushedBytes => wire.CanGetUnflushedBytes;

    public override long UnflushedBytes => taken ? 0 : wire.UnflushedBytes;

    /// <summary>Runs a connection with a gate, which the request finds among its features.</summary>
    public static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, long bytesPerSecond)
    {
        var transport = connection.Transport;
        var gate = new ConnectionGate(transport.Output, connection, bytesPerSecond);
        connection.Features.Set(gate);
        connection.Transport = new Duplex(transport.Input, gate);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    /// <summary>Cuts Kestrel off; the caller ends the answer by returning, which closes the connection in an orderly way.</summary>
    public void TakeOver() => taken = true;

    /// <summary>Writes to the wire past Kestrel.</summary>
    public async ValueTask WriteRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, bytesPerSecond > 0 ? LargestPiece : bytes.Length)];
            await wire.WriteAsync(piece, cancellationToken);
            pending += piece.Length;
            await PayAsync(cancellationToken);
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Ends the connection with a reset.</summary>
    public async Task ResetAsync()
    {
        // The flush above ends when the pipe has the bytes; the socket needs a moment more.
        await Task.Delay(50);
        connection.Abort(new ConnectionAbortedException("A fault asked for a reset."));
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => taken ? Nowhere(sizeHint) : wire.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => taken ? Nowhere(sizeHint).Span : wire.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (!taken)
        {
            pending += bytes;
            wire.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (taken)
        {
            return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: false));
        }

        return bytesPerSecond > 0 ? FlushSlowlyAsync(cancellationToken) : wire.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => wire.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => wire.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => wire.CompleteAsync(exception);

    private Memory<byte> Nowhere(int sizeHint)
    {
        if (nowhere.Length < Math.Max(sizeHint, 4096))
        {
            nowhere = new byte[Math.Max(sizeHint, 4096)];
        }

        return nowhere;
    }

    private async ValueTask<FlushResult> FlushSlowlyAsync(CancellationToken cancellationToken)
    {
        var result = await wire.FlushAsync(cancellationToken);
        await PayAsync(cancellationToken);
        return result;
    }

    // Time that nobody used is lost: a connection that idled may not catch up with a burst.
    private async ValueTask PayAsync(CancellationToken cancellationToken)
    {
        if (bytesPerSecond <= 0)
        {
            return;
        }

        var elapsed = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        owed = Math.Max(owed, elapsed) + ((double)pending / bytesPerSecond);
        pending = 0;
        var wait = owed - elapsed;
        if (wait > 0.002)
        {
            await Task.Delay(TimeSpan.FromSeconds(wait), cancellationToken);
        }
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
