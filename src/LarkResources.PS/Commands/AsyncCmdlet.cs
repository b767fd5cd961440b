using System.Management.Automation;
using LarkResources.Pipeline;

namespace LarkResources.Commands;

/// <summary>A cmdlet whose work is asynchronous: it may call Write* after an await, and Ctrl+C ends it at its next one.</summary>
public abstract class AsyncCmdlet : ModuleCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Pump _pump;

    /// <summary>Initializes a new instance of the <see cref="AsyncCmdlet"/> class.</summary>
    protected AsyncCmdlet() => _pump = new(_stop.Cancel);

    /// <summary>Cancelled by Ctrl+C, and when the pipeline ends before the work does.</summary>
    /// <remarks>The engine's own PipelineStopToken, new in 7.6, is cancelled only by Ctrl+C and PowerShell.Stop (findings/pwsh-stop-token-select-first.sh).</remarks>
    private protected CancellationToken Stop => _stop.Token;

    /// <summary>Work for each input.</summary>
    protected virtual Task ProcessRecordAsync() => Task.CompletedTask;

    /// <summary>Work after the last input.</summary>
    protected virtual Task EndProcessingAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessRecordAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndProcessingAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Ends what still runs. Called by the engine on the pipeline thread, however the pipeline ended.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Work that is still in flight when the pipeline ends early, as <c>Select-Object -First</c> makes it.</summary>
    private protected virtual Task InFlight => Task.CompletedTask;

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        _stop.Cancel();
        if (!InFlight.IsCompleted)
        {
            // Files must be closed and tidied before the prompt comes back.
            try
            {
                _pump.Run(async () => await InFlight.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing));
            }
            catch (Exception e) when (e is PipelineStoppedException or InvalidOperationException)
            {
                // A line without a reader.
            }
        }

        _pump.Dispose();
        _stop.Dispose();
    }

    private void Run(Func<Task> work)
    {
        try
        {
            _pump.Run(work);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (IsStopRequested && e is not (PipelineStoppedException or IContainsErrorRecord))
        {
            ThrowTerminatingError(new(e, e.GetType().FullName, ErrorCategory.NotSpecified, null));
        }
    }
}
