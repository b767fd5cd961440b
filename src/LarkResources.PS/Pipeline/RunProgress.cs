using System.Management.Automation;

namespace LarkResources.Pipeline;

/// <summary>Shows many files on their way to one folder: one bar for the run, and one below it for each file that is large.</summary>
internal sealed class RunProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>What is over before a person could read it is not shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>A file above this takes long enough for a bar of its own.</summary>
    private const long LargeFile = TransferLimits.PartLength;

    private readonly Cmdlet _cmdlet;
    private readonly CallReporter _reporter;
    private readonly ProgressRecord _run;
    private readonly TransferRate _rate = new();
    private readonly Dictionary<TransferMeter, (ResourceId Id, ProgressRecord? Bar)> _inFlight = [];
    private readonly TaskCompletionSource _ended = new();
    private long _receivedBefore;
    private int _done;
    private bool _shown;

    public RunProgress(Cmdlet cmdlet, CallReporter reporter, string folder)
    {
        _cmdlet = cmdlet;
        _reporter = reporter;
        _run = new(TransferProgress.NextActivity(), $"Downloading to {Path.GetFileName(folder)}", "Waiting"); // The whole path would leave no room for the numbers.
        _ = ShowAsync();
    }

    public TransferMeter Begin(ResourceId id)
    {
        var meter = new TransferMeter();
        _inFlight.Add(meter, (id, null));
        return meter;
    }

    /// <summary>Counts a file that is on the disk now.</summary>
    public void Done(TransferMeter meter)
    {
        _done++;
        Left(meter);
    }

    /// <summary>Takes a file out of the count of those on their way, however it ended.</summary>
    public void Left(TransferMeter meter)
    {
        if (_inFlight.Remove(meter, out var file))
        {
            _receivedBefore += meter.Received;
            Complete(file.Bar);
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        _ended.TrySetResult();
        Complete(_shown ? _run : null);
    }

    // Runs on the pipeline thread, whenever the cmdlet has it: the only one that may write progress.
    private async Task ShowAsync()
    {
        for (var wait = Patience; await Task.WhenAny(_ended.Task, Task.Delay(wait)) != _ended.Task; wait = Interval)
        {
            var received = _receivedBefore + _inFlight.Keys.Sum(meter => meter.Received);
            _rate.Add(received);
            _run.StatusDescription = $"{_done} done, {_inFlight.Count} in flight, {ByteSize.Text(received)}, {TransferProgress.Pace(_reporter, _rate)}";
            _shown = true;
            _cmdlet.WriteProgress(_run);
            foreach (var (meter, (id, bar)) in _inFlight.ToArray())
            {
                if (meter.Total is > LargeFile and { } total)
                {
                    ShowFile(meter, total, id, bar);
                }
            }
        }
    }

    private void ShowFile(TransferMeter meter, long total, ResourceId id, ProgressRecord? bar)
    {
        bar ??= new(TransferProgress.NextActivity(), id.FileKey, "Waiting") { ParentActivityId = _run.ActivityId };
        _inFlight[meter] = (id, bar);
        bar.PercentComplete = (int)(100 * meter.Received / total);
        bar.StatusDescription = $"{ByteSize.Text(meter.Received)} of {ByteSize.Text(total)}";
        _cmdlet.WriteProgress(bar);
    }

    private void Complete(ProgressRecord? bar)
    {
        if (bar is not null)
        {
            bar.RecordType = ProgressRecordType.Completed;
            _cmdlet.WriteProgress(bar);
        }
    }
}
