using LarkResources.Tests.Fuzzing;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>The quota: never exceeded in any window, paused together, left by whoever is cancelled.</summary>
public sealed class QuotaLimiterTests
{
    private static readonly RequestInfo Call = new("endpoint", "/path");

    [Fact]
    public void No_window_wherever_it_starts_holds_more_than_the_quota() => Campaign.Run(100, random =>
    {
        // Arrivals in bursts with gaps of up to two seconds; some of them pause everybody.
        var quota = new QuotaLimits(random.Next(1, 13), random.Next(1, 61));
        var gaps = Enumerable.Range(0, 150).Select(_ => random.Next(2001)).Select(gap => gap < 1500 ? 0 : gap).ToArray();
        var grants = Grants(quota, gaps);
        Assert.Equal(gaps.Length, grants.Count);
        Assert.InRange(MostWithin(grants, TimeSpan.FromSeconds(1)), 1, quota.PerSecond);
        Assert.InRange(MostWithin(grants, TimeSpan.FromMinutes(1)), 1, quota.PerMinute);
    });

    [Fact]
    public void The_quota_is_used_up_to_a_few_per_cent()
    {
        var grants = Grants(new(50, 1000), new int[3000]);
        var took = TimeSpan.FromTicks(grants[^1] - grants[0]);
        Assert.InRange(took, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(142));
        Assert.Equal(50, MostWithin(grants, TimeSpan.FromSeconds(1)));
        Assert.Equal(1000, MostWithin(grants, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_refusal_costs_some_of_the_quota_and_quiet_minutes_give_it_back()
    {
        var clock = new ManualClock();
        using var limiter = new QuotaLimiter(clock);
        var full = GrantsOfAMinute();

        // All calls that were under way are refused: that is one reason for more room, and not fifty.
        var underWay = Enumerable.Range(0, 20).Select(_ => Grant(limiter, clock, new(50, 100_000), [])).ToList();
        underWay.ForEach(grant => limiter.Refused(grant, TimeSpan.FromSeconds(1)));
        var once = GrantsOfAMinute();
        Assert.InRange(once, 0.95 * full, 0.99 * full);
        limiter.Refused(Grant(limiter, clock, new(50, 100_000), []), TimeSpan.FromSeconds(1));
        Assert.InRange(GrantsOfAMinute(), 0.92 * full, 0.995 * once);

        // Where the server refuses whatever is done, most of the quota is still asked for.
        for (var refusal = 0; refusal < 20; refusal++)
        {
            limiter.Refused(Grant(limiter, clock, new(50, 100_000), []), TimeSpan.FromSeconds(1));
        }

        Assert.InRange(GrantsOfAMinute(), 0.74 * full, 0.82 * full);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.InRange(GrantsOfAMinute(), 0.83 * full, 0.95 * full);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(full, GrantsOfAMinute());

        double GrantsOfAMinute()
        {
            clock.Advance(TimeSpan.FromSeconds(3));
            var grants = new List<long>();
            var end = clock.GetTimestamp() + TimeSpan.FromMinutes(1).Ticks;
            while (clock.GetTimestamp() < end)
            {
                Grant(limiter, clock, new(50, 100_000), grants);
            }

            return grants.Count(at => at < end);
        }
    }

    [Fact]
    public void A_burst_after_a_slow_hour_is_held_to_the_quota()
    {
        // What is remembered shrinks to nothing in slow times, and has to grow in time.
        int[] gaps = [.. Enumerable.Repeat(9_000, 400), .. Enumerable.Repeat(100, 300), .. new int[1500]];
        var grants = Grants(new(50, 1000), gaps);
        Assert.Equal(50, MostWithin(grants, TimeSpan.FromSeconds(1)));
        Assert.Equal(1000, MostWithin(grants, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_generous_quota_takes_memory_for_the_calls_that_are_made_and_not_for_those_that_are_allowed()
    {
        using var limiter = new QuotaLimiter(new ManualClock());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 100; call++)
        {
            Assert.True(limiter.WaitAsync(Call, new(10_000, 600_000), default).IsCompletedSuccessfully);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public async Task Calls_that_arrive_late_are_counted_when_they_arrive()
    {
        // Eight at once; the first on each connection take 300 ms to get there, all others 25 ms, and the answers 25 ms back.
        const int workers = 8;
        var limits = new QuotaLimits(50, 1000);
        var clock = new ManualClock();
        using var limiter = new QuotaLimiter(clock);
        var arrivals = new List<long>();
        var underWay = new PriorityQueue<long, long>();
        for (var call = 0; call < 400; call++)
        {
            if (underWay.Count == workers)
            {
                AnswerNext();
            }

            var wait = limiter.WaitAsync(Call, limits, default);
            while (!wait.IsCompleted)
            {
                if (underWay.Count > 0)
                {
                    AnswerNext();
                }
                else if (!clock.Step())
                {
                    Thread.Yield();
                }
            }

            var travel = TimeSpan.FromMilliseconds(call < workers ? 300 : 25).Ticks;
            arrivals.Add(clock.GetTimestamp() + travel);
            underWay.Enqueue(await wait, arrivals[^1] + TimeSpan.FromMilliseconds(25).Ticks);
        }

        arrivals.Sort();
        Assert.InRange(MostWithin(arrivals, TimeSpan.FromSeconds(1)), 49, 50);

        void AnswerNext()
        {
            underWay.TryDequeue(out var grant, out var at);
            clock.Advance(new TimeSpan(Math.Max(0, at - clock.GetTimestamp())));
            limiter.Answered(grant);
        }
    }

    [Fact]
    public void Connections_with_other_limits_draw_on_the_same_quota()
    {
        var clock = new ManualClock();
        using var limiter = new QuotaLimiter(clock);
        var grants = new List<long>();
        for (var i = 0; i < 60; i++)
        {
            Grant(limiter, clock, new(i % 2 == 0 ? 10 : 20, 1000), grants);
        }

        Assert.InRange(MostWithin(grants, TimeSpan.FromSeconds(1)), 10, 20);
    }

    [Fact]
    public async Task A_pause_holds_everybody_even_who_waits_already()
    {
        var clock = new ManualClock();
        using var limiter = new QuotaLimiter(clock);
        var limits = new QuotaLimits(1, 1000);
        await limiter.WaitAsync(Call, limits, default);
        var waiting = limiter.WaitAsync(Call, limits, default);
        var next = limiter.WaitAsync(Call, limits, default);
        var start = clock.GetTimestamp();
        limiter.Pause(TimeSpan.FromSeconds(7.25));
        limiter.Pause(TimeSpan.FromSeconds(2));
        Finish(clock, waiting);
        Assert.True(clock.GetElapsedTime(start) >= TimeSpan.FromSeconds(7.25));
        Finish(clock, next);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_nothing()
    {
        var clock = new ManualClock();
        using var limiter = new QuotaLimiter(clock);
        var limits = new QuotaLimits(1, 1000);
        await limiter.WaitAsync(Call, limits, default);
        using var stop = new CancellationTokenSource();
        var cancelled = Enumerable.Range(0, 20).Select(_ => limiter.WaitAsync(Call, limits, stop.Token)).ToArray();
        await stop.CancelAsync();
        foreach (var wait in cancelled)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        }

        var start = clock.GetTimestamp();
        Finish(clock, limiter.WaitAsync(Call, limits, default));
        Assert.True(clock.GetElapsedTime(start) < TimeSpan.FromSeconds(1.1));
    }

    [Fact]
    public async Task A_wait_is_told_once_with_its_reason()
    {
        var clock = new ManualClock();
        using var limiter = new QuotaLimiter(clock);
        var notices = new NoticeLog();
        var call = Call with { Observer = notices };
        await limiter.WaitAsync(call, new(1, 1000), default);
        Assert.Empty(notices.Waits);
        Finish(clock, limiter.WaitAsync(call, new(1, 1000), default));
        Assert.False(Assert.Single(notices.Waits).AskedByPlatform);
        limiter.Pause(TimeSpan.FromSeconds(3));
        Finish(clock, limiter.WaitAsync(call, new(1, 1000), default));
        Assert.Equal((true, TimeSpan.FromSeconds(3)), (notices.Waits.Last().AskedByPlatform, notices.Waits.Last().Delay));
    }

    [Theory]
    [InlineData(FaultAction.RateLimited429)]
    [InlineData(FaultAction.RateLimited400)]
    public async Task A_refusal_pauses_every_worker_of_the_endpoint(FaultAction action)
    {
        await using var rig = await TransferRig.StartWithOwnQuotaAsync();
        await rig.LoadAsync(Subject.OneByte);
        rig.Calm();
        rig.Faults.Add(new Fault { Action = action, ResetSeconds = 1.5, PathContains = "/resources/" });
        await rig.LoadAsync(Subject.OneByte);
        var (refused, repeated) = (rig.Requests[0], rig.Requests[1]);
        Assert.True(repeated.At - refused.At >= TimeSpan.FromSeconds(1.45), $"{refused.At:O} {repeated.At:O}");
        Assert.Contains(rig.Notices.Waits, wait => wait.AskedByPlatform && wait.Delay > TimeSpan.FromSeconds(1.2));

        // Another endpoint has a quota of its own.
        rig.Faults.Add(new Fault { Action = action, ResetSeconds = 300, PathContains = "/resources/" });
        using var stop = new CancellationTokenSource();
        var held = rig.LoadAsync(Subject.OneByte, stop.Token);
        while (rig.Notices.Waits.All(wait => wait.Delay < TimeSpan.FromSeconds(200)))
        {
            await Task.Delay(5);
        }

        using var message = await rig.Connection.Client().GetMessageAsync(Subject.OneByte.Id.MessageId, ApiSend.Tree, default);
        Assert.False(held.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
    }

    private static List<long> Grants(QuotaLimits limits, IEnumerable<int> gaps)
    {
        var clock = new ManualClock();
        using var limiter = new QuotaLimiter(clock);
        var grants = new List<long>();
        foreach (var gap in gaps)
        {
            clock.Advance(TimeSpan.FromMilliseconds(gap));
            Grant(limiter, clock, limits, grants);
        }

        return grants;
    }

    private static long Grant(QuotaLimiter limiter, ManualClock clock, QuotaLimits limits, List<long> grants)
    {
        var wait = limiter.WaitAsync(Call, limits, default);
        Finish(clock, wait);
        grants.Add(clock.GetTimestamp());
        return wait.Result;
    }

    private static void Finish(ManualClock clock, Task wait)
    {
        while (!wait.IsCompleted)
        {
            if (!clock.Step())
            {
                // The timer is on its way from another thread.
                Thread.Yield();
            }
        }

        wait.GetAwaiter().GetResult();
    }

    private static int MostWithin(List<long> grants, TimeSpan window)
    {
        var (most, oldest) = (0, 0);
        for (var newest = 0; newest < grants.Count; newest++)
        {
            while (grants[newest] - grants[oldest] >= window.Ticks)
            {
                oldest++;
            }

            most = Math.Max(most, newest - oldest + 1);
        }

        return most;
    }
}
