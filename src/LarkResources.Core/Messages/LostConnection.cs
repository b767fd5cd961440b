using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>Tells in a series of calls when the rest would only meet the same failure, each after its own retries and timeouts.</summary>
/// <param name="probe">Asks once more for what the series began with, which the server has answered before.</param>
internal sealed class LostConnection(Func<Task> probe)
{
    /// <summary>What is asked for may be at fault, so after so many failures in a row something else is asked for.</summary>
    private const int MostInARow = 3;

    private int _inARow;

    public void Answered() => _inARow = 0;

    /// <summary>True where no further call makes sense after this failure: the caller was refused, or the server does not answer any more.</summary>
    public async Task<bool> IsLostAfterAsync(LarkException e)
    {
        _inARow = IsSilence(e) ? _inARow + 1 : 0;
        if (_inARow < MostInARow)
        {
            return e.Disposition.HasFlag(Disposition.FinalForRun);
        }

        _inARow = 0;
        try
        {
            await probe().ConfigureAwait(false);
            return false;
        }
        catch (LarkException again)
        {
            return IsSilence(again) || again.Disposition.HasFlag(Disposition.FinalForRun);
        }
    }

    private static bool IsSilence(LarkException e) => e.Code is null && e.Disposition.HasFlag(Disposition.Retry);
}
