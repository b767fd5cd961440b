using LarkResources.Tests.Http;
using LarkResources.Transfer;

namespace LarkResources.Tests.Transfer;

/// <summary>When one connection is not enough.</summary>
public sealed class LinkPaceTests
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly ManualClock _clock = new();
    private readonly LinkPace _pace;

    public LinkPaceTests() => _pace = new(_clock);

    [Fact]
    public void A_link_that_brings_a_megabyte_in_a_tenth_of_a_second_is_slow()
    {
        Read(1 << 20, Look);

        Assert.True(_pace.IsSlow(Look));
    }

    [Fact]
    public void A_link_that_brings_a_hundred_megabytes_in_a_tenth_of_a_second_is_not()
    {
        Read(100 << 20, Look);

        Assert.False(_pace.IsSlow(Look));
    }

    [Fact]
    public void A_disk_that_takes_its_time_does_not_make_the_link_slow()
    {
        for (var block = 0; block < 10; block++)
        {
            Read(1 << 20, TimeSpan.FromMilliseconds(1));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(_pace.IsSlow(TimeSpan.FromMilliseconds(10)));
    }

    [Fact]
    public void A_read_that_never_ends_is_slow()
    {
        _pace.Begin();
        _clock.Advance(Look);

        Assert.True(_pace.IsSlow(Look));
    }

    [Fact]
    public void A_short_wait_says_nothing_and_counts_for_the_next_look()
    {
        Read(1 << 20, Look / 2);
        Assert.False(_pace.IsSlow(Look));

        Read(1 << 20, Look / 2);
        Assert.True(_pace.IsSlow(Look));
    }

    [Fact]
    public void What_was_looked_at_does_not_count_again()
    {
        Read(100 << 20, Look);
        Assert.False(_pace.IsSlow(Look));

        // The burst is over.
        Read(1 << 20, Look);
        Assert.True(_pace.IsSlow(Look));
    }

    [Fact]
    public void A_read_under_way_is_not_counted_twice()
    {
        _pace.Begin();
        _clock.Advance(Look);
        Assert.True(_pace.IsSlow(Look));

        _clock.Advance(Look / 4);
        _pace.End(1 << 20);

        Assert.False(_pace.IsSlow(Look / 2));
        Assert.True(_pace.IsSlow(Look / 4));
    }

    private void Read(int count, TimeSpan time)
    {
        _pace.Begin();
        _clock.Advance(time);
        _pace.End(count);
    }
}
