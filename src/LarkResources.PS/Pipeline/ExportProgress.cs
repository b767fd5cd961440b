using System.Diagnostics;
using System.Management.Automation;

namespace LarkResources.Pipeline;

/// <summary>Says how far an export is: as bars to a person, as a line from time to time to a log.</summary>
internal sealed class ExportProgress : IDisposable
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);
    private const double LeastFraction = 0.02;

    private readonly ExportTally _tally;
    private readonly ChatExport _chat;
    private readonly TaskCompletionSource _ended = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly RunProgress? _bars;

    private ExportProgress(ExportTally tally, ChatExport chat, Func<ExportProgress, RunProgress>? bars)
    {
        _tally = tally;
        _chat = chat;
        _bars = bars?.Invoke(this);
    }

    /// <param name="cmdlet">Writes.</param>
    /// <param name="reporter">Knows of waits for the quota.</param>
    /// <param name="board">What is on its way.</param>
    /// <param name="tally">What is done.</param>
    /// <param name="chat">What is being exported.</param>
    /// <param name="isPlain">True where bars would only be noise.</param>
    public static ExportProgress Start(Cmdlet cmdlet, CallReporter reporter, TransferBoard board, ExportTally tally, ChatExport chat, bool isPlain)
    {
        if (!isPlain)
        {
            return new(tally, chat, progress => new RunProgress(cmdlet, reporter, board, progress.Look).Start());
        }

        var plain = new ExportProgress(tally, chat, null);
        _ = plain.LinesAsync(cmdlet, board);
        return plain;
    }

    public void Dispose()
    {
        _ended.TrySetResult();
        _bars?.End();
    }

    private RunLook Look()
    {
        var fraction = _chat.Fraction;
        var elapsed = Stopwatch.GetElapsedTime(_began);
        var left = fraction > LeastFraction && elapsed > Settled ? elapsed * ((1 - fraction) / fraction) : (TimeSpan?)null;
        return new($"Exporting {OneLine.From(_chat.Name, 60)}", Status, fraction > 0 ? fraction : null, left);
    }

    private string Status => $"{_tally.Saved} saved, {_tally.AlreadyThere} already there";

    private async Task LinesAsync(Cmdlet cmdlet, TransferBoard board)
    {
        while (await Task.WhenAny(_ended.Task, Task.Delay(LineInterval)) != _ended.Task)
        {
            cmdlet.WriteVerbose($"Exporting {OneLine.From(_chat.Name, 60)}: {Status}, {board.InFlight.Count} in flight, {ByteSize.Text(board.Received)}.");
        }
    }
}
