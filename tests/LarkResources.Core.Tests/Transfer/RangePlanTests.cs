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

    [Fact]
    public void A_stretch_knows_what_no_read_has_been_claimed_for()
    {
        var stretch = new Stretch(MiB, 10 * MiB);
        Assert.Equal((MiB, 10 * MiB, 9 * MiB), (stretch.From, stretch.End, stretch.Rest));
        Assert.Equal(1000, stretch.Claim(2 * MiB, 1000));
        Assert.Equal((8 * MiB) - 1000, stretch.Rest);
        Assert.Equal(24, stretch.Claim((10 * MiB) - 24, 1000));
        Assert.Equal(0, stretch.Claim(11 * MiB, 1000));
        Assert.Equal(0, stretch.Claim(10 * MiB, 1000));
    }

    [Fact]
    public void How_long_a_rest_takes_is_told_by_the_pace_so_far()
    {
        var stretch = new Stretch(8 * MiB, 16 * MiB);
        Assert.Equal(TimeSpan.FromSeconds(16), stretch.TimeLeft(TimeSpan.FromSeconds(2)));
        stretch.Claim(8 * MiB, (int)(2 * MiB));
        Assert.Equal(TimeSpan.FromSeconds(6), stretch.TimeLeft(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_stretch_is_cut_at_the_next_border_of_a_unit_where_a_unit_is_left_behind_it()
    {
        var stretch = new Stretch(0, 10 * MiB);
        stretch.Claim(0, 1);
        Assert.Null(stretch.CutAfter((9 * MiB) + 1));
        var unit = stretch.CutAfter((9 * MiB) - 1)!;
        Assert.Equal((9 * MiB, 10 * MiB, MiB, 9 * MiB), (unit.From, unit.End, unit.Rest, stretch.End));
        var rest = stretch.CutAfter(2 * MiB)!;
        Assert.Equal((3 * MiB, 9 * MiB, 3 * MiB), (rest.From, rest.End, stretch.End));
    }

    [Theory]
    [InlineData(499, false)]
    [InlineData(500, true)]
    public void A_rest_is_shared_from_half_a_second_on(int milliseconds, bool isShared)
    {
        var plan = Plan(16 * MiB);
        var slow = plan.Next()!;
        slow.Claim(0, (int)(8 * MiB));
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(isShared ? (12 * MiB, 16 * MiB) : null, plan.Next() is { } half ? (half.From, half.End) : ((long, long)?)null);
    }

    [Fact]
    public void The_slowest_of_several_is_shared_first()
    {
        var plan = Plan(64 * MiB);
        var first = plan.Next()!;
        plan.Spread(3);
        var (second, third) = (plan.Next()!, plan.Next()!);
        _clock.Advance(TimeSpan.FromSeconds(10));
        first.Claim(first.From, (int)(4 * MiB));
        second.Claim(second.From, (int)(2 * MiB));
        third.Claim(third.From, (int)(6 * MiB));
        var end = second.End;
        var half = plan.Next()!;
        Assert.Equal((end, second.End), (half.End, half.From));
    }

    [Fact]
    public void What_waits_is_taken_before_a_slow_connection_is_helped()
    {
        var plan = Plan(200 * MiB);
        plan.Next();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(64 * MiB, plan.Next()!.From);
    }

    [Fact]
    public void A_rest_that_does_not_divide_evenly_takes_no_stretch_more()
    {
        var plan = Plan((16 * MiB) + 1);
        var first = plan.Next()!;
        Assert.Equal(2, plan.Spread(2));
        Assert.Equal((9 * MiB, 9 * MiB), (first.End, plan.Next()!.From));
    }

    [Fact]
    public void No_share_is_longer_than_128_MiB_and_no_connection_has_less_than_8()
    {
        var plan = Plan(4096 * MiB);
        var first = plan.Next()!;
        Assert.Equal(64 * MiB, first.End);
        Assert.Equal(8, plan.Spread(8));
        Assert.Equal(128 * MiB, plan.Next()!.Rest);
        Assert.Equal(1, Plan(8 * MiB).Spread(8));
        Assert.Equal(2, Plan((8 * MiB) + 1).Spread(8));
        Assert.Equal(1, new RangePlan([], _clock).Spread(8));
    }

    [Fact]
    public void What_is_missing_is_told_in_ranges_as_long_as_can_be()
    {
        long[] done = [MiB, 5, MiB, 0, 0, 7, 3];
        const long Total = (6 * MiB) + 3;
        Assert.Equal(7, ChunkLayout.Units.Count(Total));
        Assert.Equal((6, 1, 0), (ChunkLayout.Units.Count(6 * MiB), ChunkLayout.Units.Count(1), ChunkLayout.Units.Count(0)));
        Assert.Equal(new ByteRange(6 * MiB, Total - 1), ChunkLayout.Units.Range(6, Total));
        Assert.Equal([new(MiB + 5, (2 * MiB) - 1), new(3 * MiB, (5 * MiB) - 1), new((5 * MiB) + 7, (6 * MiB) - 1)], ChunkLayout.Units.Missing(Total, unit => done[unit]));
        Assert.Equal([new(0, Total - 1)], ChunkLayout.Units.Missing(Total, _ => 0));
        Assert.Empty(ChunkLayout.Units.Missing(0, _ => 0));
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
