using System.Diagnostics;

namespace LarkResources.Bench.Measuring;

/// <summary>Runs a program to its end and tells what that took.</summary>
internal static class MeasuredProcess
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <exception cref="InvalidOperationException">The program failed: a number of a failed run must not get into a table.</exception>
    public static async Task<ProcessRun> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var before = ChildrenTime.Of(null);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peak = WatchMemoryAsync(process);
        await process.WaitForExitAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        var run = new ProcessRun(seconds, (ChildrenTime.Of(process) - before).TotalSeconds, await peak, await output);
        return process.ExitCode == 0 ? run : throw new InvalidOperationException($"{program} failed: {await errors}{run.Output}");
    }

    // The peak of a process is gone with it. It only grows, so the last look misses what came in the last milliseconds.
    private static async Task<long> WatchMemoryAsync(Process process)
    {
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, ResidentMemory.Peak(process.Id));
            await Task.Delay(BetweenLooks);
        }

        return peak;
    }
}

/// <summary>What a program took from start to end.</summary>
internal sealed record ProcessRun(double Seconds, double CpuSeconds, long MemoryPeak, string Output);
