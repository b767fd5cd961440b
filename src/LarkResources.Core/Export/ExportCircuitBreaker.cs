using LarkResources.Errors;

namespace LarkResources.Export;

/// <summary>Ends the export of a chat when it is clear that the rest of it would fail too, or the calls of one endpoint when only those would. Used from any thread.</summary>
/// <remarks>
/// Readings and downloads often use different hosts: success with one says nothing about the other. Each endpoint needs scopes and a kind of token of its own, so a
/// caller that one refuses may get all that the others have.
/// </remarks>
internal sealed class ExportCircuitBreaker
{
    private readonly CancellationTokenSource _work;
    private readonly object _gate = new();

    /// <param name="work">Ends the rest.</param>
    /// <param name="needsDownloads">True where nothing is left to do without downloads.</param>
    public ExportCircuitBreaker(CancellationTokenSource work, bool needsDownloads)
    {
        var readings = new Connection();
        (_work, Messages, Folders, Threads) = (work, new(this, readings), new(this, readings), new(this, readings));
        Downloads = new(this, new()) { EndsRun = needsDownloads };
    }

    /// <summary>Messages that are read alone, such as forwards.</summary>
    public Series Messages { get; }

    /// <summary>Lists of folders that were sent.</summary>
    public Series Folders { get; }

    /// <summary>Lists of replies.</summary>
    public Series Threads { get; }

    /// <summary>Downloads of resources.</summary>
    public Series Downloads { get; }

    /// <summary>True where something was left out because an endpoint refuses the caller.</summary>
    public bool HasLeftOut => Messages.HasLeftOut || Folders.HasLeftOut || Threads.HasLeftOut || Downloads.HasLeftOut;

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

    /// <summary>The way to a host.</summary>
    public sealed class Connection
    {
        /// <summary>Failures since it last answered.</summary>
        public int InARow { get; set; }
    }

    /// <summary>Counts the failures at one endpoint between two successes.</summary>
    public sealed class Series(ExportCircuitBreaker breaker, Connection connection)
    {
        /// <summary>So many failures with no success between are not the fault of single resources.</summary>
        private const int MostInARow = 16;

        /// <summary>One refusal of credentials, scopes or the like may be a slip of the platform; the next one, with no success between, is not.</summary>
        private const int MostFinalInARow = 2;

        private int _finalInARow;
        private LarkException? _refusal;

        /// <summary>True where the run ends when this endpoint refuses the caller.</summary>
        public bool EndsRun { get; init; }

        /// <summary>With what this endpoint refuses the caller; null while there is hope.</summary>
        public LarkException? Refusal
        {
            get
            {
                lock (breaker._gate)
                {
                    return _refusal;
                }
            }
        }

        /// <summary>True where something was left out for that reason.</summary>
        public bool HasLeftOut { get; private set; }

        /// <summary>Spares a call that would be refused.</summary>
        /// <exception cref="LarkException">The refusal.</exception>
        public void ThrowIfRefused()
        {
            if (Refusal is { } refusal)
            {
                throw refusal;
            }
        }

        public void Succeeded()
        {
            lock (breaker._gate)
            {
                (connection.InARow, _finalInARow) = (0, 0);
            }
        }

        /// <summary>The server is there, whatever it says of one thing.</summary>
        public void Answered()
        {
            lock (breaker._gate)
            {
                connection.InARow = 0;
            }
        }

        /// <summary>Takes a failure.</summary>
        /// <param name="e">The failure.</param>
        /// <param name="isKnown">True when an earlier run has failed at the same thing: that says nothing about all others.</param>
        /// <returns>False where it tells nothing new, since this endpoint refuses the caller.</returns>
        public bool Failed(LarkException e, bool isKnown)
        {
            bool isHopeless;
            lock (breaker._gate)
            {
                if (_refusal is not null && e is { Code: not null } && e.Disposition.HasFlag(Disposition.FinalForRun))
                {
                    HasLeftOut = true;
                    return false;
                }

                isHopeless = e switch
                {
                    _ when e.Disposition.HasFlag(Disposition.Isolated) => false,

                    // What this module knows by itself, such as that it is not connected, does not pass.
                    { Code: null } when e.Disposition.HasFlag(Disposition.FinalForRun) => true,
                    _ when e.Disposition.HasFlag(Disposition.FinalForRun) => ++_finalInARow >= MostFinalInARow && Refuse(e),

                    // A code concerns one resource, message or thread. A failure without a code usually concerns the connection, and a gateway
                    // that goes down refuses connections, cuts them off and answers 404, 429 or 502, in turn.
                    { Code: null } => !isKnown && ++connection.InARow >= MostInARow,
                    _ => false,
                };
            }

            if (isHopeless)
            {
                breaker.Trip(e);
            }

            return true;
        }

        private bool Refuse(LarkException e)
        {
            _refusal ??= e;
            return EndsRun;
        }
    }
}
