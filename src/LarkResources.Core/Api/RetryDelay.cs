namespace LarkResources.Api;

/// <summary>How long to wait before a try is repeated.</summary>
internal static class RetryDelay
{
    private const double BaseSeconds = 0.5;
    private const double MaximumSeconds = 20;

    /// <summary>Exponential with full jitter: a random moment between now and the back-off, so that many callers do not come back as a herd.</summary>
    /// <param name="attempt">0 for the first repetition.</param>
    public static TimeSpan FullJitter(int attempt) =>
        TimeSpan.FromSeconds(Random.Shared.NextDouble() * Math.Min(MaximumSeconds, BaseSeconds * Math.Pow(2, Math.Min(attempt, 16))));
}
