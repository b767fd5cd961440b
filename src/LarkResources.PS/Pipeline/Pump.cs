using System.Runtime.ExceptionServices;

namespace LarkResources.Pipeline;

/// <summary>Brings every continuation of a cmdlet back to the pipeline thread, the only one that may call Write*.</summary>
/// <remarks>It lives as long as the cmdlet: work of one record may still be in flight while the next record is being bound.</remarks>
/// <param name="interrupt">Ends the work when something that was posted beside it has thrown, as a verbose line does once the pipeline is stopped.</param>
internal sealed class Pump(Action interrupt) : SynchronizationContext, IDisposable
{
    // Not a BlockingCollection: it spins before it blocks, and the network never answers that soon. One thread waits, so Pulse is enough.
    private readonly Queue<Posted> _queue = [];
    private bool _hasEnded;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            // Once the cmdlet has ended, no one is left to tell.
            if (!_hasEnded)
            {
                _queue.Enqueue(new(d, state));
                Monitor.Pulse(_queue);
            }
        }
    }

    /// <summary>Runs what is posted, on the calling thread, until the work has ended; also when it is to end early, since files must be closed and locks released by then.</summary>
    public void Run(Func<Task> work)
    {
        ExceptionDispatchInfo? fault = null;
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = work();
            task.ContinueWith(static (_, pump) => ((Pump)pump!).Post(static _ => { }, null), this, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            while (!task.IsCompleted)
            {
                Call(Take());
            }

            // Work that never had to wait has posted its verbose lines all the same.
            while (TryTake() is { } left)
            {
                Call(left);
            }

            fault?.Throw();
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }

        void Call(Posted posted)
        {
            try
            {
                posted.Call(posted.State);
            }
            catch (Exception e)
            {
                fault ??= ExceptionDispatchInfo.Capture(e);
                interrupt();
            }
        }
    }

    public void Dispose()
    {
        lock (_queue)
        {
            _hasEnded = true;
        }
    }

    private Posted Take()
    {
        lock (_queue)
        {
            Posted? posted;
            while (!_queue.TryDequeue(out posted))
            {
                Monitor.Wait(_queue);
            }

            return posted;
        }
    }

    private Posted? TryTake()
    {
        lock (_queue)
        {
            return _queue.TryDequeue(out var posted) ? posted : null;
        }
    }

    /// <summary>A class: the runtime comes with compiled code for collections of references, and would compile that for a struct at the first command.</summary>
    private sealed record Posted(SendOrPostCallback Call, object? State);
}
