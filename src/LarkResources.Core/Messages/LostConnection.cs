using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>Tells in a series of calls when the rest would only meet the same failure, each after its own retries and timeouts.</summary>
internal sealed class LostConnection
{
    /// <summary>One call may be cut off by chance. After so many in a row, the connection is gone.</summary>
    private const int MostInARow = 3;

    private int _inARow;

    public void Answered() => _inARow = 0;

    /// <summary>True where no further call makes sense after this failure: the caller was refused, or nothing has answered for some time.</summary>
    public bool IsLostAfter(LarkException e)
    {
        _inARow = e.Code is null && e.Disposition.HasFlag(Disposition.Retry) ? _inARow + 1 : 0;
        return _inARow >= MostInARow || e.Disposition.HasFlag(Disposition.FinalForRun);
    }
}
