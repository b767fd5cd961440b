namespace LarkResources.Tests.Simulation;

/// <summary>The handlers of the module that answers pass through, in front of a server in one handler.</summary>
internal static class SimulatedLine
{
    /// <summary>How long a stalled answer is waited for. Less, and a busy machine looks like a stalled server; the rest of the time is simulated.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);

    /// <param name="server">Answers.</param>
    /// <param name="retries">How often a call is sent again.</param>
    /// <param name="clock">Measures the waits between two tries.</param>
    /// <param name="closing">Ends the bodies that are being read.</param>
    public static HttpClient To(HttpMessageHandler server, int retries, TimeProvider clock, CancellationToken closing) => new(new RetryHandler(retries, clock)
    {
        InnerHandler = new RedirectHandler { InnerHandler = new ApiErrorHandler(Silence, closing) { InnerHandler = server } },
    });
}
