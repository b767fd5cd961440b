using System.Collections.Concurrent;

namespace LarkResources.Tests.Transfer;

/// <summary>Keeps what a cmdlet would show.</summary>
internal sealed class NoticeLog : ICallObserver
{
    public ConcurrentQueue<RequestNotice> Requests { get; } = [];

    public ConcurrentQueue<RetryNotice> Retries { get; } = [];

    public ConcurrentQueue<QuotaWaitNotice> Waits { get; } = [];

    public bool WantsHeaders { get; init; } = true;

    public void OnRequest(RequestNotice notice) => Requests.Enqueue(notice);

    public void OnRetry(RetryNotice notice) => Retries.Enqueue(notice);

    public void OnQuotaWait(QuotaWaitNotice notice) => Waits.Enqueue(notice);
}
