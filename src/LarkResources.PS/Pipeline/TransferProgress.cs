using System.Management.Automation;
using System.Runtime.CompilerServices;
using LarkResources.Errors;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>Shows how far one transfer is, while the pipeline thread waits for it.</summary>
internal static class TransferProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>What is over before a person could read it is not shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static int _activities;

    /// <summary>An id that no other bar of the process has.</summary>
    public static int NextActivity() => Interlocked.Increment(ref _activities);

    /// <summary>What a bar says before anything has arrived.</summary>
    public static string Waiting => LarkErrors.Localized("Waiting", "等待中");

    /// <summary>How fast it goes, or what it waits for.</summary>
    public static string Pace(CallReporter reporter, TransferRate rate) => reporter.QuotaWait > TimeSpan.FromSeconds(2)
        ? LarkErrors.Localized($"waiting {reporter.QuotaWait.TotalSeconds:0} s for the rate limit", $"因频率限制等待 {reporter.QuotaWait.TotalSeconds:0} 秒")
        : $"{ByteSize.Text((long)rate.BytesPerSecond)}/s";

    /// <summary>Lets the pump write what was posted before, so that a verbose line stands above the result it led to.</summary>
    public static YieldAwaitable Earlier() => Task.Yield();

    public static async Task<T> ShowAsync<T>(Cmdlet cmdlet, CallReporter reporter, TransferRequest request, ByteCounter meter, Task<T> transfer)
    {
        if (await Task.WhenAny(transfer, Task.Delay(Patience)) == transfer)
        {
            await Earlier();
            return await transfer;
        }

        var activity = new ProgressRecord(NextActivity(), ProgressText.Of(cmdlet, LarkErrors.Localized($"Downloading {request.ShownName}", $"下载 {request.ShownName}")), Waiting);
        var rate = new TransferRate();
        try
        {
            while (!transfer.IsCompleted)
            {
                rate.Add(meter.Received);
                Describe(activity, cmdlet, reporter, meter, rate);
                cmdlet.WriteProgress(activity);
                await Task.WhenAny(transfer, Task.Delay(Interval));
            }
        }
        finally
        {
            activity.RecordType = ProgressRecordType.Completed;
            cmdlet.WriteProgress(activity);
        }

        return await transfer;
    }

    /// <summary>How much has arrived, of how much where that is known.</summary>
    public static string Amount(long received, long? total) => total is { } all
        ? LarkErrors.Localized($"{ByteSize.Text(received)} of {ByteSize.Text(all)}", $"{ByteSize.Text(received)} / {ByteSize.Text(all)}")
        : ByteSize.Text(received);

    private static void Describe(ProgressRecord activity, Cmdlet cmdlet, CallReporter reporter, ByteCounter meter, TransferRate rate)
    {
        var received = meter.Received;
        activity.PercentComplete = meter.Total is { } total and > 0 ? (int)(100 * received / total) : -1;
        activity.SecondsRemaining = meter.Total is { } whole && rate.BytesPerSecond > 0 ? (int)((whole - received) / rate.BytesPerSecond) : -1;
        activity.StatusDescription = ProgressText.Of(cmdlet, $"{Amount(received, meter.Total)}, {Pace(reporter, rate)}");
    }
}
