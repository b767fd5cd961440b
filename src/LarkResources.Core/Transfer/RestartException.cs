namespace LarkResources.Transfer;

/// <summary>What has arrived so far cannot be continued; only a fresh start can give right bytes.</summary>
/// <param name="reason">One clause for the message, with the numbers that do not fit.</param>
/// <param name="withoutRange">True when the server's ranges are not to be trusted.</param>
internal sealed class RestartException(string reason, bool withoutRange) : Exception(reason)
{
    public bool WithoutRange { get; } = withoutRange;
}
