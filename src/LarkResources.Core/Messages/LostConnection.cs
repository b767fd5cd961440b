using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>Decides, during a series of calls, whether the rest would fail in the same way, each after its own retries and timeouts.</summary>
/// <param name="probe">Asks once more for what the series began with, which the server has answered before.</param>
internal sealed class LostConnection(Func<Task> probe)
{
    /// <summary>What is asked for may be at fault, so after so many failures in a row something else is asked for.</summary>
    private const int MostInARow = 3;

    /// <summary>Where each waits for its timeout, this many take hours.</summary>
    private const int MostInAll = 30;

    private int _inARow;
    private int _inAll;

    public void Answered() => _inARow = 0;

    /// <summary>True where no further call makes sense after this failure: the caller was refused, or the server answers too little.</summary>
    public async Task<bool> IsLostAfterAsync(LarkException e)
    {
        (_inARow, _inAll) = e.Disposition.IsRetryable() ? (_inARow + 1, _inAll + 1) : (0, _inAll);
        if (e.Disposition.HasFlag(Disposition.FinalForRun) || _inAll >= MostInAll)
        {
            return true;
        }

        if (_inARow < MostInARow)
        {
            return false;
        }

        _inARow = 0;
        try
        {
            await probe().ConfigureAwait(false);
            return false;
        }
        catch (LarkException again)
        {
            return again.Disposition.IsRetryable() || again.Disposition.HasFlag(Disposition.FinalForRun);
        }
    }
}
