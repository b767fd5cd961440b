using LarkResources.Errors;

namespace LarkResources.Export;

/// <summary>Ends the export of a chat when it is clear that the rest of it would fail too. Used from any thread.</summary>
internal sealed class ExportCircuitBreaker(CancellationTokenSource work)
{
    /// <summary>The same failure so often, with no success between, is not the fault of single resources.</summary>
    private const int MostInARow = 16;

    /// <summary>One refusal of credentials, scopes or the like may be a slip of the platform; the next one, with no success between, is not.</summary>
    private const int MostFinalInARow = 2;

    private readonly object _gate = new();
    private string? _last;
    private int _inARow;

    /// <summary>What the rest would fail with; null while there is hope.</summary>
    public LarkException? Reason { get; private set; }

    public void Succeeded()
    {
        lock (_gate)
        {
            _inARow = 0;
        }
    }

    /// <param name="e">The failure.</param>
    /// <param name="isKnown">True when an earlier run has failed at the same thing: that says nothing about all others.</param>
    public void Failed(LarkException e, bool isKnown)
    {
        bool isHopeless;
        lock (_gate)
        {
            // A code of the platform is about one resource, message or thread, unless it is about who asks; what comes without one is mostly about the way to it.
            var isFinal = e.Disposition.HasFlag(Disposition.FinalForRun);
            if (isFinal || (e.Code is null && !isKnown && !e.Disposition.HasFlag(Disposition.Isolated)))
            {
                _inARow = e.ErrorId == _last ? _inARow + 1 : 1;
                _last = e.ErrorId;
            }

            // What this module knows by itself, such as that it is not connected, does not pass.
            isHopeless = _inARow >= (!isFinal ? MostInARow : e.Code is null ? 1 : MostFinalInARow);
        }

        if (isHopeless)
        {
            Trip(e);
        }
    }

    /// <summary>Ends it for a failure that leaves no doubt.</summary>
    public void Trip(LarkException e)
    {
        lock (_gate)
        {
            Reason ??= e;
        }

        work.Cancel();
    }
}
