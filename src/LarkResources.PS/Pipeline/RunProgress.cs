using System.Management.Automation;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>Shows many files on their way: one bar for the run, and one below it for each file that is large.</summary>
/// <param name="cmdlet">Writes the records.</param>
/// <param name="reporter">Knows of waits for the quota.</param>
/// <param name="board">The files on their way.</param>
/// <param name="look">What to say now.</param>
internal sealed class RunProgress(Cmdlet cmdlet, CallReporter reporter, ActiveTransfers board, Func<RunLook> look)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>What is over before a person could read it is not shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>A file above this takes long enough for a bar of its own.</summary>
    private const long LargeFile = TransferLimits.ChunkSize;

    private readonly int _activity = TransferProgress.NextActivity();
    private readonly TransferRate _rate = new();
    private readonly Dictionary<ByteCounter, ProgressRecord> _bars = [];
    private readonly TaskCompletionSource _ended = new();
    private ProgressRecord? _run;

    /// <summary>Begins to look; called on the pipeline thread.</summary>
    public RunProgress Start()
    {
        _ = ShowAsync();
        return this;
    }

    /// <summary>Takes the bars away.</summary>
    public void End()
    {
        _ended.TrySetResult();
        foreach (var bar in _bars.Values.Append(_run))
        {
            Complete(bar);
        }
    }

    // Runs on the pipeline thread, whenever the cmdlet has it: the only one that may write progress.
    private async Task ShowAsync()
    {
        for (var wait = Patience; await Task.WhenAny(_ended.Task, Task.Delay(wait)) != _ended.Task; wait = Interval)
        {
            var received = board.Received;
            _rate.Add(received);
            var now = look();
            var activity = ProgressText.Of(cmdlet, now.Activity);
            _run ??= new(_activity, activity, TransferProgress.Waiting);
            _run.Activity = activity;
            _run.StatusDescription = ProgressText.Of(cmdlet, $"{now.Status}, {ByteSize.Text(received)}, {TransferProgress.Pace(reporter, _rate)}");
            _run.PercentComplete = now.Fraction is { } fraction ? (int)(100 * fraction) : -1;
            _run.SecondsRemaining = now.TimeLeft is { } left ? (int)Math.Min(left.TotalSeconds, int.MaxValue) : -1;
            cmdlet.WriteProgress(_run);
            ShowFiles();
        }
    }

    private void ShowFiles()
    {
        foreach (var (meter, name) in board.InFlight)
        {
            if (meter.Total is > LargeFile and { } total)
            {
                if (!_bars.TryGetValue(meter, out var bar))
                {
                    _bars.Add(meter, bar = new(TransferProgress.NextActivity(), ProgressText.Of(cmdlet, name), TransferProgress.Waiting) { ParentActivityId = _activity });
                }

                bar.PercentComplete = (int)(100 * meter.Received / total);
                bar.StatusDescription = ProgressText.Of(cmdlet, TransferProgress.Amount(meter.Received, total));
                cmdlet.WriteProgress(bar);
            }
        }

        foreach (var meter in _bars.Keys.Where(meter => !board.InFlight.ContainsKey(meter)).ToArray())
        {
            _bars.Remove(meter, out var bar);
            Complete(bar);
        }
    }

    private void Complete(ProgressRecord? bar)
    {
        if (bar is not null)
        {
            bar.RecordType = ProgressRecordType.Completed;
            cmdlet.WriteProgress(bar);
        }
    }
}

/// <summary>What there is to say of a run.</summary>
/// <param name="Activity">What is being done.</param>
/// <param name="Status">How far it is, in words.</param>
/// <param name="Fraction">The same as a number from 0 to 1, where that can be told.</param>
/// <param name="TimeLeft">How long it will still take, where that can be told.</param>
internal sealed record RunLook(string Activity, string Status, double? Fraction = null, TimeSpan? TimeLeft = null);
