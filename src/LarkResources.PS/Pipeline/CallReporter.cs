using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Pipeline;

/// <summary>Shows requests, retries and waits on the verbose stream, and headers on the debug stream. It is told on any thread and writes on the pipeline's.</summary>
/// <remarks>
/// It is made on the thread of the pipeline, with the first call, and asks then whether the streams are read. For one that is not, that thread is not
/// woken.
/// </remarks>
internal sealed class CallReporter(PSCmdlet cmdlet, SynchronizationContext pipeline) : ICallObserver
{
    private readonly bool _isVerbose = ShellStream.IsRead(cmdlet, "Verbose");
    private long _waitingUntil;

    public bool WantsHeaders { get; } = ShellStream.IsRead(cmdlet, "Debug");

    /// <summary>How long the quota still holds calls back; zero when it does not.</summary>
    public TimeSpan QuotaWait => TimeSpan.FromMilliseconds(Math.Max(0, Interlocked.Read(ref _waitingUntil) - Environment.TickCount64));

    public void OnRequest(RequestNotice notice)
    {
        if (_isVerbose)
        {
            Write(Line(notice));
        }

        if (notice.Headers is { } headers)
        {
            pipeline.Post(_ => cmdlet.WriteDebug(LarkErrors.Localized($"{Came(notice)}. {headers}", $"{Came(notice)}。{headers}")), null);
        }
    }

    private static string Line(RequestNotice notice) =>
        Came(notice, notice.Range is { } range ? $" [{range}]" : string.Empty)
        + (notice.Length is { } length ? LarkErrors.Localized($", {length} bytes", $"，{length} 字节") : string.Empty)
        + (notice.LogId is { } log ? LarkErrors.Localized($", log id {log}", $"，日志 ID {log}") : string.Empty);

    /// <summary>What was asked, what came and how long it took.</summary>
    private static string Came(RequestNotice notice, string range = "")
    {
        var milliseconds = notice.Elapsed.TotalMilliseconds;
        return $"{notice.Method} {notice.Path}{range} -> {Outcome(notice)}{LarkErrors.Localized($" in {milliseconds:0} ms", $"，{milliseconds:0} 毫秒")}";
    }

    public void OnRetry(RetryNotice notice) => Write(LarkErrors.Localized(
        $"Try {notice.Attempt} of {notice.MaximumRetryCount} again in {notice.Delay.TotalSeconds:0.0} s because of {notice.Reason}: {notice.Path}",
        $"{notice.Delay.TotalSeconds:0.0} 秒后进行第 {notice.Attempt} 次重试（最多 {notice.MaximumRetryCount} 次）。原因：{notice.Reason}（{notice.Path}）"));

    public void OnQuotaWait(QuotaWaitNotice notice)
    {
        Interlocked.Exchange(ref _waitingUntil, Environment.TickCount64 + (long)notice.Delay.TotalMilliseconds);
        if (notice.AskedByPlatform || notice.Delay > TimeSpan.FromSeconds(2))
        {
            var why = notice.AskedByPlatform ? LarkErrors.Localized("the platform asks for it", "平台要求等待") : LarkErrors.Localized("the quota is used up", "配额已用完");
            Write(LarkErrors.Localized(
                $"Waiting {notice.Delay.TotalSeconds:0.0} s, since {why} ({notice.Endpoint}).",
                $"等待 {notice.Delay.TotalSeconds:0.0} 秒，因为{why}（{notice.Endpoint}）。"));
        }
    }

    private static string Outcome(RequestNotice notice) => notice switch
    {
        { Failure: { } failure } => failure,
        { Code: { } code } => LarkErrors.Localized($"{notice.Status}, code {code}", $"{notice.Status}，错误码 {code}"),
        _ => $"{notice.Status}",
    };

    private void Write(string line)
    {
        if (_isVerbose)
        {
            pipeline.Post(
                static state =>
                {
                    var (cmdlet, line) = ((PSCmdlet, string))state!;
                    ShellStream.WriteVerbose(cmdlet, line);
                },
                (cmdlet, line));
        }
    }
}
