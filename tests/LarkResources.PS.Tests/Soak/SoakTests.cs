using System.Diagnostics;
using System.Globalization;
using LarkResources.PS.Tests.Engine;
using LarkResources.PS.Tests.Export;
using Xunit.Abstractions;

namespace LarkResources.PS.Tests.Soak;

/// <summary>Many runspaces at once, for a while: every operation ends, everybody gets their own bytes, and nothing piles up.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Workers = 16;
    private const int Rounds = 10;
    private const int WarmUpRounds = 4;
    private const long MemorySlack = 12L << 20;
    private const int HandleSlack = 8;

    // The pool of the runtime keeps threads for a while that were needed once.
    private const int ThreadSlack = 24;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Sixteen_runspaces_get_their_own_bytes_and_leave_nothing_behind()
    {
        var length = TimeSpan.FromSeconds(Setting("LARKRESOURCES_SOAK_SECONDS", 30)) / Rounds;
        var seed = Setting("LARKRESOURCES_SOAK_SEED", 0);
        using var servers = await SoakServers.StartAsync(SoakWorker.ChatLength, SoakWorker.ChatSeed);
        using var shared = new TemporaryFolder();
        var workers = Enumerable.Range(0, Workers).Select(number => new SoakWorker(number, (seed * Workers) + number, servers, shared.Path)).ToList();
        try
        {
            var samples = new List<ProcessSample>();
            for (var round = 0; round < Rounds; round++)
            {
                await RoundAsync(servers, workers, length);
                samples.Add(await SettledAsync(samples.ElementAtOrDefault(WarmUpRounds - 1)));
                Tell($"round {round + 1}: {workers.Sum(worker => worker.Operations)} operations, {workers.Sum(worker => worker.Stops)} stopped, {workers.Sum(worker => worker.Refusals)} refused; {samples[^1]}");
            }

            ExportedChat.Read(shared.Path, ExportTenant.MixedChat(SoakWorker.ChatLength, SoakWorker.ChatSeed)).MustHold(servers.Chat);
            Assert.True(IsFlat(samples[WarmUpRounds - 1], samples[^1]), $"It grew from {samples[WarmUpRounds - 1]} to {samples[^1]}.");
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private static async Task RoundAsync(SoakServers servers, List<SoakWorker> workers, TimeSpan length)
    {
        using var end = new CancellationTokenSource(length);
        var disturbing = servers.DisturbAsync(end.Token);
        var working = workers.ConvertAll(worker => Task.Factory.StartNew(() => worker.Work(end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        try
        {
            await Task.WhenAll(working).WaitAsync(length + Patience);
        }
        catch (TimeoutException)
        {
            var stuck = workers.Where((_, index) => !working[index].IsCompleted).Select(worker => worker.Doing);
            Assert.Fail($"These operations did not end: {string.Join("; ", stuck)}");
        }

        await disturbing;
    }

    /// <summary>The last sockets close a moment after their connection; what is still there after some seconds is there to stay.</summary>
    private static async Task<ProcessSample> SettledAsync(ProcessSample? before)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var sample = ProcessSample.Take();
            if (before is null || IsFlat(before, sample) || clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                return sample;
            }

            await Task.Delay(500);
        }
    }

    private static bool IsFlat(ProcessSample before, ProcessSample after) =>
        after.Memory <= before.Memory + MemorySlack && after.Handles <= before.Handles + HandleSlack && after.Threads <= before.Threads + ThreadSlack;

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : usual;

    private void Tell(string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("LARKRESOURCES_SOAK_LOG") is { Length: > 0 } path)
        {
            File.AppendAllText(path, $"{DateTimeOffset.UtcNow:u} {line}{Environment.NewLine}");
        }
    }
}
