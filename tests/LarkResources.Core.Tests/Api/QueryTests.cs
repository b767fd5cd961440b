using System.Text;

namespace LarkResources.Tests.Api;

/// <summary>What is asked of the platform, and what its answers are held to.</summary>
public sealed class QueryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("bytes 0-9/10", 0L, 9L, 10L)]
    [InlineData("BYTES  5-5/* ", 5L, 5L, null)]
    [InlineData("bytes */10", null, null, 10L)]
    [InlineData("bytes */*", null, null, null)]
    [InlineData("bytes 0-0/1099511627776", 0L, 0L, 1099511627776L)]
    public void A_range_is_read(string header, long? from, long? to, long? total)
    {
        var range = ContentRange.Parse(header)!.Value;

        Assert.Equal((from, to, total), (range.Range?.From, range.Range?.To, range.Total));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("items 0-9/10")]
    [InlineData("bytes 0-9")]
    [InlineData("bytes 0-10/10")]
    [InlineData("bytes 9-8/10")]
    [InlineData("bytes -9/10")]
    [InlineData("bytes 5/10")]
    [InlineData("bytes 0-/10")]
    [InlineData("bytes x-9/10")]
    [InlineData("bytes 0-9/x")]
    [InlineData("bytes 0-9/")]
    [InlineData("bytes +0-9/10")]
    [InlineData("bytes 0-0/1099511627777")]
    public void A_range_that_cannot_be_understood_is_none(string? header) => Assert.Null(ContentRange.Parse(header));

    [Fact]
    public void A_window_is_asked_for_in_whole_seconds_that_leave_nothing_out()
    {
        var half = Noon.AddMilliseconds(500);
        var second = Noon.ToUnixTimeSeconds();

        Assert.Equal((second, second), (Window(Noon, Noon).StartSecond!.Value, Window(Noon, Noon).EndSecond!.Value));
        Assert.Equal((second, second + 1), (Window(half, half).StartSecond!.Value, Window(half, half).EndSecond!.Value));
        Assert.Equal(((long?)null, (long?)0), (Window(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch).StartSecond, Window(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(-1)).EndSecond));
        Assert.Equal(1, Window(DateTimeOffset.UnixEpoch.AddSeconds(1), null).StartSecond);
        Assert.Equal(((long?)null, (long?)null), (Window(null, null).StartSecond, Window(null, null).EndSecond));
        Assert.Null(Window(null, DateTimeOffset.FromUnixTimeSeconds(100_000_000_000)).EndSecond);
        Assert.Equal(99_999_999_999, Window(null, DateTimeOffset.FromUnixTimeSeconds(99_999_999_999)).EndSecond);
    }

    [Fact]
    public void A_window_covers_its_ends()
    {
        var window = Window(Noon, Noon.AddMinutes(1));

        Assert.True(window.Covers(At(Noon)));
        Assert.True(window.Covers(At(Noon.AddMinutes(1))));
        Assert.True(window.Covers(At(null)));
        Assert.True(Window(null, null).Covers(At(Noon)));
        Assert.False(window.Covers(At(Noon.AddTicks(-1))));
        Assert.False(window.Covers(At(Noon.AddMinutes(1).AddTicks(1))));
    }

    [Fact]
    public void A_history_ends_with_the_first_message_beyond_the_window_in_its_order()
    {
        var window = Window(Noon, Noon.AddMinutes(1));
        var (before, within, after) = (At(Noon.AddTicks(-1)), At(Noon), At(Noon.AddMinutes(1).AddTicks(1)));

        Assert.Equal((false, false, true), (window.EndsBefore(before), window.EndsBefore(within), window.EndsBefore(after)));
        Assert.False(window.EndsBefore(At(Noon.AddMinutes(1))));
        window = window with { Descending = true };
        Assert.Equal((true, false, false), (window.EndsBefore(before), window.EndsBefore(within), window.EndsBefore(after)));
        Assert.False(window.EndsBefore(At(null)));
        Assert.False(Window(null, null).EndsBefore(after));
        Assert.False((Window(null, null) with { Descending = true }).EndsBefore(before));
    }

    [Fact]
    public void Only_a_history_without_a_window_and_threads_is_served_as_it_was_asked_for()
    {
        Assert.True(Window(null, null).IsServedExactly);
        Assert.False((Window(null, null) with { IncludeThread = true }).IsServedExactly);
        Assert.False(Window(Noon, null).IsServedExactly);
        Assert.False(Window(null, Noon).IsServedExactly);
    }

    [Fact]
    public void A_search_sends_what_is_given_and_nothing_else()
    {
        Assert.Equal("""{"query":" "}""", Json(new()));
        Assert.Equal("""{"query":"plan"}""", Json(new() { Query = "plan" }));
        Assert.Equal(
            """{"query":" ","filter":{"chat_ids":["oc_1","oc_2"],"from_ids":["ou_1"],"include_attachment_types":["file"],"time_range":{"start_time":"2026-11-29T12:00:00\u002B00:00","end_time":"2026-11-29T13:00:00\u002B00:00"}}}""",
            Json(new() { ChatIds = ["oc_1", "oc_2"], SenderIds = ["ou_1"], Attachments = ["file"], Since = Noon, Until = Noon.AddHours(1) }));
        Assert.Equal("""{"query":" ","filter":{"time_range":{"end_time":"2026-11-29T12:00:00\u002B00:00"}}}""", Json(new() { Until = Noon }));
    }

    [Fact]
    public void A_search_with_anything_given_is_not_one_for_everything()
    {
        Assert.True(new MessageSearch().IsForEverything);
        Assert.All(
            (MessageSearch[])[new() { Query = "x" }, new() { ChatIds = ["oc_1"] }, new() { SenderIds = ["ou_1"] }, new() { Since = Noon }, new() { Until = Noon }, new() { Attachments = ["file"] }],
            search => Assert.False(search.IsForEverything));
    }

    [Theory]
    [InlineData(0, "12:00:00")]
    [InlineData(1, "12:00:01")]
    [InlineData(TimeSpan.TicksPerSecond - 1, "12:00:01")]
    public void A_search_until_a_part_of_a_second_finds_what_was_sent_in_it(long ticks, string second) =>
        Assert.Contains($"T{second}", Json(new() { Until = Noon.AddTicks(ticks) }), StringComparison.Ordinal);

    [Fact]
    public void A_search_until_the_last_moment_there_is_is_one() => Assert.All(
        (DateTimeOffset[])[DateTimeOffset.MaxValue, new(DateTime.MaxValue, TimeSpan.FromHours(8))],
        until => Assert.Contains("9999-12-31T23:59:59", Json(new() { Until = until }), StringComparison.Ordinal));

    [Fact]
    public void Calls_are_counted_and_passed_on()
    {
        var heard = new Heard();
        var counter = new CallCounter(heard);
        counter.OnRequest(Request("/open-apis/im/v1/messages/om_1/resources/img_1"));
        counter.OnRequest(Request("/open-apis/im/v1/messages"));
        counter.OnRetry(new("/", 1, 5, TimeSpan.Zero, "x"));

        Assert.Equal((2, 1, 0), (counter.All, counter.OfResources, counter.QuotaWaits));
        Assert.Equal(["request", "request", "retry"], heard.Notices);
        Assert.False(counter.WantsHeaders);
        Assert.True(new CallCounter(new Heard { WantsHeaders = true }).WantsHeaders);
    }

    [Fact]
    public void Waits_that_overlap_count_once()
    {
        var heard = new Heard();
        var counter = new CallCounter(heard);
        counter.OnQuotaWait(new("message-get", TimeSpan.FromHours(1), true));
        counter.OnQuotaWait(new("message-get", TimeSpan.FromHours(1), true));
        counter.OnQuotaWait(new("message-get", TimeSpan.FromMinutes(1), true));

        Assert.Equal((3, 0), (counter.QuotaWaits, counter.All));
        Assert.InRange(counter.QuotaWaitTime, TimeSpan.FromHours(1), TimeSpan.FromHours(1.5));
        Assert.Equal(["wait", "wait", "wait"], heard.Notices);
        counter.OnQuotaWait(new("message-get", TimeSpan.FromHours(3), true));
        Assert.InRange(counter.QuotaWaitTime, TimeSpan.FromHours(3), TimeSpan.FromHours(3.5));
    }

    [Fact]
    public void A_delay_grows_to_twenty_seconds_and_is_never_beyond()
    {
        double[] longest = [.. new[] { 0, 1, 3, 30, 3000 }.Select(attempt => Enumerable.Range(0, 400).Max(_ => RetryDelay.FullJitter(attempt).TotalSeconds))];

        Assert.InRange(longest[0], 0.2, 0.5);
        Assert.InRange(longest[1], 0.5, 1);
        Assert.InRange(longest[2], 2, 4);
        Assert.InRange(longest[3], 10, 20);
        Assert.InRange(longest[4], 10, 20);
        Assert.All(Enumerable.Range(0, 400), attempt => Assert.InRange(RetryDelay.FullJitter(attempt), TimeSpan.Zero, TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_was_looked_at_is_read_again_from_its_first_byte(bool isAsync)
    {
        using var content = new ByteArrayContent("0123456789"u8.ToArray());
        var peeked = await PeekedBody.ReadAsync(content, 4, static _ => false, default);
        using var replay = new ReplayStream(peeked);
        var (read, buffer) = (new StringBuilder(), new byte[3]);

        Assert.Equal("0123", Encoding.ASCII.GetString(peeked.Bytes.Span));
        Assert.False(peeked.IsComplete);
        Assert.Same(peeked, replay.Unread);
        Assert.Equal(0, isAsync ? await replay.ReadAsync(Memory<byte>.Empty) : replay.Read([]));
        for (int count; (count = isAsync ? await replay.ReadAsync(buffer) : replay.Read(buffer, 0, 3)) > 0;)
        {
            Assert.Null(replay.Unread);
            read.Append(Encoding.ASCII.GetString(buffer, 0, count)).Append(' ');
        }

        Assert.Equal("012 3 456 789", read.ToString().TrimEnd());
        Assert.Equal((true, false, false), (replay.CanRead, replay.CanSeek, replay.CanWrite));
    }

    [Fact]
    public async Task A_body_is_looked_at_no_further_than_it_must_be()
    {
        using var content = new ByteArrayContent([.. Enumerable.Repeat((byte)'x', 100_000)]);

        Assert.Equal((100_000, true), await LengthAsync(200_000));
        Assert.Equal((100_000, false), await LengthAsync(100_000));
        Assert.Equal((70_000, false), await LengthAsync(70_000));
        var peeked = await PeekedBody.ReadAsync(new ByteArrayContent([1, 2, 3]), 10, static bytes => bytes.Length > 0, default);
        Assert.Equal((3, false), (peeked.Bytes.Length, peeked.IsComplete));

        async Task<(int, bool)> LengthAsync(int limit)
        {
            using var copy = new ByteArrayContent(await content.ReadAsByteArrayAsync());
            var body = await PeekedBody.ReadAsync(copy, limit, static _ => false, default);
            return (body.Bytes.Length, body.IsComplete);
        }
    }

    private static HistoryQuery Window(DateTimeOffset? since, DateTimeOffset? until) => new("oc_1", false) { Since = since, Until = until };

    private static LarkMessage At(DateTimeOffset? time) => new() { MessageId = "om_1", CreateTime = time };

    private static string Json(MessageSearch search) => Encoding.UTF8.GetString(search.ToJson());

    private static RequestNotice Request(string path) => new("GET", path, null, 200, 0, TimeSpan.Zero, null, null, null);

    private sealed class Heard : ICallObserver
    {
        public List<string> Notices { get; } = [];

        public bool WantsHeaders { get; init; }

        public void OnRequest(RequestNotice notice) => Notices.Add("request");

        public void OnRetry(RetryNotice notice) => Notices.Add("retry");

        public void OnQuotaWait(QuotaWaitNotice notice) => Notices.Add("wait");
    }
}
