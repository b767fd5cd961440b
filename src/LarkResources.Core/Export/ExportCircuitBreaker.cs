using LarkResources.Errors;

namespace LarkResources.Export;

/// <summary>Ends the export of a chat when it is clear that the rest of it would fail too. Used from any thread.</summary>
/// <remarks>Readings and downloads use different endpoints, and often different hosts: success with one says nothing about the other.</remarks>
internal sealed class ExportCircuitBreaker
{
    private readonly CancellationTokenSource _work;
    private readonly object _gate = new();

    public ExportCircuitBreaker(CancellationTokenSource work) => (_work, Readings, Downloads) = (work, new(this), new(this));

    /// <summary>Forwards, folders and messages that are read one by one.</summary>
    public Series Readings { get; }

    /// <summary>Downloads of resources.</summary>
    public Series Downloads { get; }

    /// <summary>What the rest would fail with; null while there is hope.</summary>
    public LarkException? Reason { get; private set; }

    /// <summary>Ends it for a failure that leaves no doubt.</summary>
    public void Trip(LarkException e)
    {
        lock (_gate)
        {
            Reason ??= e;
        }

        _work.Cancel();
    }

    /// <summary>Counts the failures of one kind of work between two successes.</summary>
    public sealed class Series(ExportCircuitBreaker breaker)
    {
        /// <summary>So many failures with no success between are not the fault of single resources.</summary>
        private const int MostInARow = 16;

        /// <summary>One refusal of credentials, scopes or the like may be a slip of the platform; the next one, with no success between, is not.</summary>
        private const int MostFinalInARow = 2;

        private int _inARow;
        private int _finalInARow;

        public void Succeeded()
        {
            lock (breaker._gate)
            {
                (_inARow, _finalInARow) = (0, 0);
            }
        }

        /// <summary>Counts a refusal that concerns one thing: the server is there.</summary>
        public void Refused()
        {
            lock (breaker._gate)
            {
                _inARow = 0;
            }
        }

        /// <param name="e">The failure.</param>
        /// <param name="isKnown">True when an earlier run has failed at the same thing: that says nothing about all others.</param>
        public void Failed(LarkException e, bool isKnown)
        {
            bool isHopeless;
            lock (breaker._gate)
            {
                isHopeless = e switch
                {
                    _ when e.Disposition.HasFlag(Disposition.Isolated) => false,

                    // What this module knows by itself, such as that it is not connected, does not pass.
                    _ when e.Disposition.HasFlag(Disposition.FinalForRun) => ++_finalInARow >= (e.Code is null ? 1 : MostFinalInARow),

                    // A code concerns one resource, message or thread. A failure without a code usually concerns the connection, and a gateway
                    // that goes down refuses connections, cuts them off and answers 404, 429 or 502, in turn.
                    { Code: null } => !isKnown && ++_inARow >= MostInARow,
                    _ => false,
                };
            }

            if (isHopeless)
            {
                breaker.Trip(e);
            }
        }
    }
}
