using System.Diagnostics;

namespace LarkResources.Tests.Sandbox;

/// <summary>The faults that Kestrel alone would never commit.</summary>
public sealed class FrameFaultTests : ServerTests
{
    [Fact]
    public async Task Cut_declares_more_than_it_sends()
    {
        Plan(new Fault { Action = FaultAction.Cut, At = 40 });
        var answer = await RawAsync(Report, "bytes=0-99");
        Assert.Equal(("206", "100", 40, "closed"), (answer.Status, answer.Header("Content-Length"), answer.Body.Length, answer.End));
        Assert.Equal("bytes 0-99/863", answer.Header("Content-Range"));
        Assert.StartsWith("%PDF-1.4", answer.Body, StringComparison.Ordinal);
        Assert.Equal(100, (await RawAsync(Report, "bytes=0-99")).Body.Length);
    }

    [Fact]
    public async Task Cut_is_an_error_to_a_client()
    {
        Plan(new Fault { Action = FaultAction.Cut, At = 500_000 });
        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => Client.GetByteArrayAsync(Mebibyte));
        Assert.Equal(HttpRequestError.ResponseEnded, (exception.InnerException as HttpIOException)?.HttpRequestError);
        Assert.Equal(1048576, (await Client.GetByteArrayAsync(Mebibyte)).Length);
    }

    [Fact]
    public async Task A_cut_without_a_length_looks_like_the_end()
    {
        Plan(new Fault { Action = FaultAction.CloseDelimitedCut, At = 1000 });
        var answer = await RawAsync(Mebibyte);
        Assert.Equal((null, "close", 1000, "closed"), (answer.Header("Content-Length"), answer.Header("Connection"), answer.Body.Length, answer.End));
    }

    [Fact]
    public async Task A_chunked_cut_lacks_the_last_chunk()
    {
        Plan(new Fault { Action = FaultAction.ChunkedCut, At = 16 });
        var answer = await RawAsync(Report);
        Assert.Equal("chunked", answer.Header("Transfer-Encoding"));
        Assert.Equal("10\r\n".Length + 16 + 2, answer.Body.Length);
        Plan(new Fault { Action = FaultAction.ChunkedCut, At = 16 });
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.GetByteArrayAsync(Report));
    }

    [Fact]
    public async Task Reset_comes_after_the_bytes()
    {
        Plan(new Fault { Action = FaultAction.Reset, At = 2000 });
        var answer = await RawAsync(Mebibyte);
        Assert.Equal("reset", answer.End);
        Assert.InRange(answer.Body.Length, 0, 2000);
    }

    [Fact]
    public async Task Refuse_answers_nothing()
    {
        Plan(new Fault { Action = FaultAction.Refuse });
        var answer = await RawAsync(Report);
        Assert.Equal(("", "", "reset"), (answer.Head, answer.Body, answer.End));
    }

    [Theory]
    [InlineData(FaultAction.ExtraBytes, "140")]
    [InlineData(FaultAction.ExtraBytesCloseDelimited, null)]
    public async Task Extra_bytes_follow_the_range(FaultAction action, string? length)
    {
        Plan(new Fault { Action = action, Count = 40 });
        var answer = await RawAsync(Report, "bytes=0-99");
        Assert.Equal((length, "bytes 0-99/863", 140), (answer.Header("Content-Length"), answer.Header("Content-Range"), answer.Body.Length));
    }

    [Theory]
    [InlineData(FaultAction.StallHeaders, 0)]
    [InlineData(FaultAction.Stall, 100)]
    public async Task A_stall_holds_the_connection_open(FaultAction action, int body)
    {
        Plan(new Fault { Action = action, At = 100 });
        var answer = await RawAsync(Mebibyte, patience: TimeSpan.FromMilliseconds(400));
        Assert.Equal(("stalled", body), (answer.End, answer.Body.Length));
    }

    [Fact]
    public async Task A_stall_with_an_end_goes_on()
    {
        Plan(new Fault { Action = FaultAction.Stall, At = 100, DelayMs = 200 });
        var watch = Stopwatch.StartNew();
        Assert.Equal(1048576, (await Client.GetByteArrayAsync(Mebibyte)).Length);
        Assert.True(watch.ElapsedMilliseconds >= 190);
    }

    [Fact]
    public async Task A_stalled_server_stops_at_once()
    {
        Plan(new Fault { Action = FaultAction.Stall, At = 10 });
        var stalled = RawAsync(Mebibyte);

        // Long enough for the first bytes to arrive on a machine that has much else to do.
        await Task.Delay(1500);
        var watch = Stopwatch.StartNew();
        await Server.DisposeAsync();
        Assert.True(watch.ElapsedMilliseconds < 5000, $"{watch.ElapsedMilliseconds} ms");
        Assert.Equal(10, (await stalled).Body.Length);
    }

    [Fact]
    public async Task A_slow_drip_arrives_whole()
    {
        Plan(new Fault { Action = FaultAction.SlowDrip, Count = 100, DelayMs = 30 });
        var watch = Stopwatch.StartNew();
        Assert.Equal(863, (await Client.GetByteArrayAsync(Report)).Length);
        Assert.True(watch.ElapsedMilliseconds >= 240);
    }
}
