using System.Collections.Concurrent;

namespace LarkResources.Pipeline;

/// <summary>Brings every continuation of a cmdlet back to the pipeline thread, the only one that may call Write*.</summary>
/// <remarks>It lives as long as the cmdlet: work of one record may still be in flight while the next record is being bound.</remarks>
internal sealed class Pump : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _queue = [];

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The cmdlet has ended: nobody is left to tell.
        }
    }

    /// <summary>Runs what is posted, on the calling thread, until the work has ended.</summary>
    public void Run(Func<Task> work)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = work();
            task.ContinueWith(static (_, pump) => ((Pump)pump!).Post(static _ => { }, null), this, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            while (!task.IsCompleted)
            {
                var (call, state) = _queue.Take();
                call(state);
            }

            // Work that never had to wait has posted its verbose lines all the same.
            while (_queue.TryTake(out var left))
            {
                left.Call(left.State);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public void Dispose() => _queue.CompleteAdding();
}
