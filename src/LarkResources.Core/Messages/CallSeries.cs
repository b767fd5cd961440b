using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>Decides, during a series of calls, whether the rest would fail in the same way, each after its own retries and timeouts.</summary>
/// <param name="probe">Asks once more for what the series began with, which the server has answered before.</param>
internal sealed class CallSeries(Func<Task> probe)
{
    /// <summary>What is asked for may be at fault, so after so many failures in a row something else is asked for.</summary>
    private const int MostInARow = 3;

    /// <summary>Where each waits for its timeout, this many take hours.</summary>
    private const int MostMoreThanAnswers = 30;

    private int _inARow;
    private int _moreThanAnswers;

    /// <summary>Counts an answer, which may be a refusal.</summary>
    public void Answered() => (_inARow, _moreThanAnswers) = (0, Math.Max(0, _moreThanAnswers - 1));

    /// <summary>Counts a failure.</summary>
    /// <returns>Why no further call makes sense: the caller was refused, or the server answers too little. Null while it does.</returns>
    public async Task<LarkException?> FailedAsync(LarkException e)
    {
        (_inARow, _moreThanAnswers) = e.Disposition.IsRetryable() ? (_inARow + 1, _moreThanAnswers + 1) : (0, _moreThanAnswers);
        if (_moreThanAnswers >= MostMoreThanAnswers)
        {
            return e;
        }

        // One refusal of credentials, scopes or the like may be a slip of the platform.
        if (_inARow < MostInARow && !e.Disposition.HasFlag(Disposition.FinalForRun))
        {
            return null;
        }

        _inARow = 0;
        try
        {
            await probe().ConfigureAwait(false);
            return null;
        }
        catch (LarkException again)
        {
            return again.Disposition.IsRetryable() || again.Disposition.HasFlag(Disposition.FinalForRun) ? again : null;
        }
    }
}
