using System.Management.Automation;
using System.Runtime.CompilerServices;
using LarkResources.Models;
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

    /// <summary>How fast it goes, or what it waits for.</summary>
    public static string Pace(CallReporter reporter, TransferRate rate) => reporter.QuotaWait > TimeSpan.FromSeconds(2)
        ? $"waiting {reporter.QuotaWait.TotalSeconds:0} s for the quota"
        : $"{ByteSize.Text((long)rate.BytesPerSecond)}/s";

    /// <summary>Lets the pump write what was posted before, so that a verbose line stands above the result it led to.</summary>
    public static YieldAwaitable Earlier() => Task.Yield();

    public static async Task<T> ShowAsync<T>(Cmdlet cmdlet, CallReporter reporter, ResourceId id, ByteCounter meter, Task<T> transfer)
    {
        if (await Task.WhenAny(transfer, Task.Delay(Patience)) == transfer)
        {
            await Earlier();
            return await transfer;
        }

        var activity = new ProgressRecord(NextActivity(), $"Downloading {id.FileKey}", "Waiting");
        var rate = new TransferRate();
        try
        {
            while (!transfer.IsCompleted)
            {
                rate.Add(meter.Received);
                Describe(activity, reporter, meter, rate);
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

    private static void Describe(ProgressRecord activity, CallReporter reporter, ByteCounter meter, TransferRate rate)
    {
        var received = meter.Received;
        activity.PercentComplete = meter.Total is { } total and > 0 ? (int)(100 * received / total) : -1;
        activity.SecondsRemaining = meter.Total is { } whole && rate.BytesPerSecond > 0 ? (int)((whole - received) / rate.BytesPerSecond) : -1;
        activity.StatusDescription = $"{ByteSize.Text(received)}{(meter.Total is { } all ? $" of {ByteSize.Text(all)}" : string.Empty)}, {Pace(reporter, rate)}";
    }
}
