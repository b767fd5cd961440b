using System.Diagnostics;
using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Export;
using LarkResources.Text;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>Says how far an export is: as one bar for the run to a person, as a verbose line from time to time to a log.</summary>
internal sealed class ExportProgress
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(30);

    /// <summary>Before that, the time left is a guess.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private const double LeastFraction = 0.02;
    private const int LongestName = 60;

    private readonly ExportStatistics _tally;
    private readonly RunProgress? _bars;
    private readonly TaskCompletionSource _ended = new();
    private ChatExporter? _chat;
    private long _began;

    /// <param name="cmdlet">Writes.</param>
    /// <param name="reporter">Knows of waits for the quota.</param>
    /// <param name="board">What is on its way.</param>
    /// <param name="tally">What is done.</param>
    /// <param name="isPlain">True where a bar would only be noise.</param>
    public ExportProgress(PSCmdlet cmdlet, CallReporter reporter, ActiveTransfers board, ExportStatistics tally, bool isPlain)
    {
        _tally = tally;
        _bars = isPlain ? null : new RunProgress(cmdlet, reporter, board, Look).Start();
        if (isPlain)
        {
            _ = WriteLinesAsync(cmdlet, board);
        }
    }

    private string Activity => _chat is null ? LarkErrors.Localized("Exporting", "导出") : LarkErrors.Localized($"Exporting {SingleLineText.From(_chat.Name, LongestName)}", $"导出 {SingleLineText.From(_chat.Name, LongestName)}");

    private string Status => LarkErrors.Localized($"{_tally.Saved} saved, {_tally.AlreadyThere} unchanged", $"已保存 {_tally.Saved}，未变 {_tally.AlreadyThere}");

    /// <summary>From here on it is about this chat.</summary>
    public void Show(ChatExporter chat)
    {
        _chat = chat;
        _began = Stopwatch.GetTimestamp();
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        _ended.TrySetResult();
        _bars?.End();
    }

    private RunLook Look()
    {
        var fraction = _chat?.Fraction ?? 0;
        var elapsed = Stopwatch.GetElapsedTime(_began);
        var left = fraction > LeastFraction && elapsed > Settled ? elapsed * ((1 - fraction) / fraction) : (TimeSpan?)null;
        return new(Activity, Status, fraction > 0 ? fraction : null, left);
    }

    private async Task WriteLinesAsync(PSCmdlet cmdlet, ActiveTransfers board)
    {
        while (await Task.WhenAny(_ended.Task, Task.Delay(LineInterval)) != _ended.Task)
        {
            ShellStream.WriteVerbose(cmdlet, LarkErrors.Localized($"{Activity}: {Status}, {board.InFlight.Count} in flight, {ByteSize.Text(board.Received)}.", $"{Activity}：{Status}，{board.InFlight.Count} 个下载中，{ByteSize.Text(board.Received)}。"));
        }
    }
}
