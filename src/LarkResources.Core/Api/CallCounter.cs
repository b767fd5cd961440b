namespace LarkResources.Api;

/// <summary>Counts the requests of one run, and passes on what it hears.</summary>
internal sealed class CallCounter(ICallObserver next) : ICallObserver
{
    private readonly object _gate = new();
    private long _waitingUntil;
    private TimeSpan _waited;

    public int All { get; private set; }

    public int OfResources { get; private set; }

    public int QuotaWaits { get; private set; }

    /// <summary>Waits that overlap count once.</summary>
    public TimeSpan QuotaWaitTime
    {
        get
        {
            lock (_gate)
            {
                return _waited;
            }
        }
    }

    public bool WantsHeaders => next.WantsHeaders;

    public void OnRequest(RequestNotice notice)
    {
        lock (_gate)
        {
            All++;
            OfResources += notice.Path.Contains("/resources/", StringComparison.Ordinal) ? 1 : 0;
        }

        next.OnRequest(notice);
    }

    public void OnRetry(RetryNotice notice) => next.OnRetry(notice);

    public void OnQuotaWait(QuotaWaitNotice notice)
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            var until = now + (long)notice.Delay.TotalMilliseconds;
            QuotaWaits++;
            _waited += TimeSpan.FromMilliseconds(Math.Max(0, until - Math.Max(now, _waitingUntil)));
            _waitingUntil = Math.Max(_waitingUntil, until);
        }

        next.OnQuotaWait(notice);
    }
}
