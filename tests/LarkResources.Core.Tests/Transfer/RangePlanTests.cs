using LarkResources.Tests.Http;

namespace LarkResources.Tests.Transfer;

/// <summary>Which connection fetches what: no byte twice, none left out, and few calls.</summary>
public sealed class RangePlanTests
{
    private const long MiB = 1 << 20;

    private readonly ManualClock _clock = new();

    [Fact]
    public void One_connection_takes_long_stretches_in_order()
    {
        var plan = Plan(200 * MiB);
        List<(long From, long End)> taken = [];
        for (var next = plan.Next(); next is not null; next = plan.Next(next))
        {
            taken.Add((next.From, next.End));
        }

        Assert.Equal([(0, 64 * MiB), (64 * MiB, 128 * MiB), (128 * MiB, 192 * MiB), (192 * MiB, 200 * MiB)], taken);
    }

    [Fact]
    public void The_rest_is_shared_fairly()
    {
        var plan = Plan(100 * MiB);
        var first = plan.Next()!;
        first.Claim(0, (int)(4 * MiB));
        Assert.Equal(8, plan.Spread(8));
        var shares = Enumerable.Range(1, 7).Select(_ => plan.Next()!).Prepend(first).ToArray();
        Assert.Equal(100 * MiB, shares.Sum(share => share.End - share.From));
        Assert.All(shares.Skip(1), share => Assert.InRange(share.End - share.From, 11 * MiB, 13 * MiB));
        Assert.Null(plan.Next());
    }

    [Theory]
    [InlineData(17, 3)]
    [InlineData(24, 3)]
    [InlineData(40, 5)]
    [InlineData(1024, 8)]
    public void No_more_connections_than_chunks_of_8_MiB(long mebibytes, int connections)
    {
        var plan = Plan(mebibytes * MiB);
        plan.Next();
        Assert.Equal(connections, plan.Spread(8));
    }

    [Fact]
    public void A_connection_that_is_done_takes_half_of_what_the_slowest_has_left()
    {
        var (plan, slow, done) = OneIsSlow(TimeSpan.FromSeconds(2));
        var half = plan.Next(done)!;
        Assert.Equal((17 * MiB, 32 * MiB), (half.From, half.End));
        Assert.Equal(17 * MiB, slow.End);
    }

    [Fact]
    public void A_rest_that_will_be_there_soon_is_not_worth_a_call()
    {
        var (plan, slow, done) = OneIsSlow(TimeSpan.FromMilliseconds(10));
        Assert.Null(plan.Next(done));
        Assert.Equal(32 * MiB, slow.End);
    }

    [Fact]
    public void What_was_claimed_for_a_read_stays_with_its_connection()
    {
        var stretch = new Stretch(0, 10 * MiB);
        Assert.Equal(512 << 10, stretch.Claim((3 * MiB) - 1, 512 << 10));
        var cut = stretch.CutAfter(0)!;
        Assert.Equal((4 * MiB, 4 * MiB), (stretch.End, cut.From));
        Assert.Equal(0, stretch.Claim(4 * MiB, 100));
    }

    [Fact]
    public void Whatever_the_order_each_missing_byte_is_fetched_once()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var total = random.NextInt64(1, 300 * MiB);
            var done = Enumerable.Range(0, ChunkLayout.Units.Count(total)).Select(unit => random.Next(4) switch
            {
                0 => random.NextInt64(ChunkLayout.Units.Range(unit, total).Length + 1),
                1 => ChunkLayout.Units.Range(unit, total).Length,
                _ => 0,
            }).ToArray();
            var missing = ChunkLayout.Units.Missing(total, unit => done[unit]).ToArray();
            Assert.Equal(total - done.Sum(), missing.Sum(range => range.Length));
            var plan = new RangePlan(missing, _clock);
            List<(Stretch Stretch, long At)> running = [];
            List<(long From, long End)> fetched = [];
            if (plan.Next() is { } first)
            {
                running.Add((first, first.From));
            }

            var isSpread = false;
            while (running.Count > 0)
            {
                if (!isSpread && random.Next(3) == 0)
                {
                    isSpread = true;
                    running.AddRange(Enumerable.Range(1, plan.Spread(8) - 1).Select(_ => plan.Next()).OfType<Stretch>().Select(next => (next, next.From)));
                }

                var turn = random.Next(running.Count);
                var (stretch, at) = running[turn];
                _clock.Advance(TimeSpan.FromMilliseconds(random.Next(400)));
                var claimed = stretch.Claim(at, random.Next(1, 40 << 20));
                if (claimed > 0)
                {
                    // Fewer bytes may come than there was room for.
                    running[turn] = (stretch, at + random.Next(1, claimed + 1));
                    continue;
                }

                fetched.Add((stretch.From, at));
                running.RemoveAt(turn);
                if (plan.Next(stretch) is { } next)
                {
                    running.Add((next, next.From));
                }
            }

            Assert.True(missing.Select(range => (range.From, range.To + 1)).SequenceEqual(Merged(fetched)), $"Seed {seed}");
            Assert.InRange(fetched.Count, 0, missing.Length + 64);
        }
    }

    [Fact]
    public void A_stretch_that_has_just_begun_is_not_taken_for_a_slow_one()
    {
        var (plan, slow, done) = OneIsSlow(TimeSpan.FromSeconds(2));
        var half = plan.Next(done)!;
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        var (from, end) = (half.From, half.End);
        var quarter = plan.Next()!;
        Assert.Equal((from, end), (half.From, half.End));
        Assert.Equal(slow.End, quarter.From);
    }

    [Fact]
    public void A_slow_end_that_cannot_be_cut_does_not_keep_the_others_from_being_shared()
    {
        var plan = Plan(64 * MiB);
        var ending = plan.Next()!;
        plan.Spread(3);
        var (slow, done) = (plan.Next()!, plan.Next()!);
        _clock.Advance(TimeSpan.FromHours(1));
        ending.Claim(ending.From, (int)(ending.End - ending.From - 1000));
        slow.Claim(slow.From, (int)MiB);
        _clock.Advance(TimeSpan.FromDays(30));
        var end = slow.End;
        Assert.NotNull(plan.Next(done));
        Assert.InRange(slow.End, slow.From, end - MiB);
    }

    [Fact]
    public async Task Claims_and_cuts_at_once_fetch_each_byte_once()
    {
        var plan = Plan(256 * MiB);
        var first = plan.Next();
        plan.Spread(8);
        var fetched = new System.Collections.Concurrent.ConcurrentBag<(long From, long End)>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            var random = new Random(number);
            for (var stretch = number == 0 ? first : plan.Next(); stretch is not null; stretch = plan.Next(stretch))
            {
                var at = stretch.From;
                while (stretch.Claim(at, 256 << 10) is > 0 and var claimed)
                {
                    at += random.Next(1, claimed + 1);
                    _clock.Advance(TimeSpan.FromMilliseconds(random.Next(100)));
                }

                fetched.Add((stretch.From, at));
            }
        })));
        Assert.Equal([(0, 256 * MiB)], Merged(fetched));
    }

    /// <summary>The stretches as ranges that are as long as can be; fails where two overlap.</summary>
    private static List<(long From, long End)> Merged(IEnumerable<(long From, long End)> stretches)
    {
        List<(long From, long End)> merged = [];
        foreach (var (from, end) in stretches.Where(stretch => stretch.End > stretch.From).Order())
        {
            if (merged.Count > 0 && merged[^1].End >= from)
            {
                Assert.Equal(merged[^1].End, from);
                merged[^1] = (merged[^1].From, end);
            }
            else
            {
                merged.Add((from, end));
            }
        }

        return merged;
    }

    private RangePlan Plan(long total) => new([new(0, total - 1)], _clock);

    /// <summary>Two connections share 64 MiB; one has fetched its half, the other 2 MiB of its own.</summary>
    private (RangePlan Plan, Stretch Slow, Stretch Done) OneIsSlow(TimeSpan after)
    {
        var plan = Plan(64 * MiB);
        var slow = plan.Next()!;
        Assert.Equal(2, plan.Spread(2));
        var done = plan.Next()!;
        _clock.Advance(after);
        slow.Claim(0, (int)(2 * MiB));
        done.Claim(32 * MiB, (int)(32 * MiB));
        return (plan, slow, done);
    }
}
