using System.Net;
using System.Security.Cryptography;

namespace LarkResources.Tests.Transfer;

/// <summary>Bodies that break off, say nothing of their end, or go on behind it: when they are asked for again, how often, and what is told.</summary>
public sealed class BrokenBodyTests
{
    private static readonly ResourceId Id = new("om_1", "file_1", LarkResourceType.File);
    private static readonly byte[] Ten = [.. "abcdefghij"u8];

    [Fact]
    public async Task Repetitions_are_counted_from_the_last_byte_that_came()
    {
        using var script = new AnswerScript(range => AnswerScript.Part(Ten, range!.Value.From, 10, 2, new IOException("gone")));
        Assert.Equal(Ten, await LoadAsync(script, retries: 1));
        Assert.Equal(["0-8388607", "2-9", "4-9", "6-9", "8-9"], script.Asked);
        Assert.Equal(
            ["the connection was lost at byte 2", "the connection was lost at byte 4", "the connection was lost at byte 6", "the connection was lost at byte 8"],
            script.Notices.Retries.Select(notice => notice.Reason));
        Assert.All(script.Notices.Retries, notice => Assert.Equal((1, 1), (notice.Attempt, notice.MaximumRetryCount)));
        Assert.Equal(0, script.Open);
    }

    [Theory]
    [InlineData(true, "TransferIncomplete", "the connection was lost at byte 4", "is incomplete at byte 4 of 10: the connection was lost.")]
    [InlineData(false, "Timeout", "Nothing came at byte 4", "is incomplete at byte 4 of 10: Nothing came.")]
    public async Task One_that_gives_nothing_more_is_given_up_after_the_repetitions(bool isLost, string errorId, string reason, string message)
    {
        using var script = new AnswerScript(range => AnswerScript.Part(Ten, range!.Value.From, 10, range.Value.From == 0 ? 4 : 0, isLost ? null : new TimeoutException("Nothing came.")));
        var error = await Assert.ThrowsAsync<LarkException>(() => LoadAsync(script, retries: 2));
        Assert.Equal((errorId, Id.FileKey), (error.ErrorId, error.Target));
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal([reason, reason], script.Notices.Retries.Select(notice => notice.Reason));
        Assert.Equal([1, 2], script.Notices.Retries.Select(notice => notice.Attempt));
        Assert.Equal(3, script.Asked.Count);
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task A_connection_that_fails_behind_the_last_byte_has_done_its_work()
    {
        using var script = new AnswerScript(range => AnswerScript.Part(Ten, range!.Value.From, 10, failure: new IOException("gone")));
        Assert.Equal(Ten, await LoadAsync(script));
        Assert.Single(script.Asked);
        Assert.Empty(script.Notices.Retries);
    }

    [Theory]
    [InlineData(3, "10 bytes were declared and 13 sent")]
    [InlineData(1 << 20, "10 bytes were declared and more than 1048586 sent")]
    [InlineData((1 << 20) - 1, "10 bytes were declared and 1048585 sent")]
    public async Task What_follows_the_end_is_counted_as_far_as_it_makes_sense(int extra, string reason)
    {
        using var script = new AnswerScript(range => range is null ? AnswerScript.Answer(HttpStatusCode.OK, Ten) : AnswerScript.Part(Ten, 0, 10, extra: extra));
        Assert.Equal(Ten, await LoadAsync(script));
        Assert.Equal(reason, Assert.Single(script.Notices.Retries).Reason);
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task What_follows_the_end_is_counted_up_to_where_it_breaks_off()
    {
        using var script = new AnswerScript(range => range is null ? AnswerScript.Answer(HttpStatusCode.OK, Ten) : AnswerScript.Part(Ten, 0, 10, failure: new IOException("gone"), extra: 5000));
        Assert.Equal(Ten, await LoadAsync(script));
        Assert.Equal("10 bytes were declared and 5010 sent", Assert.Single(script.Notices.Retries).Reason);
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4095, false)]
    public async Task A_server_that_gives_little_at_a_time_is_doubted_after_64_requests(int each, bool isPatient)
    {
        var bytes = RandomNumberGenerator.GetBytes(each * 70);
        using var script = new AnswerScript(range => AnswerScript.Part(bytes, range!.Value.From, Math.Min(bytes.Length, range.Value.From + each)));
        if (isPatient)
        {
            Assert.Equal(bytes, await LoadAsync(script));
            Assert.Equal(70, script.Asked.Count);
            return;
        }

        var error = await Assert.ThrowsAsync<LarkException>(() => LoadAsync(script));
        Assert.EndsWith($"is incomplete at byte {64 * each} of {bytes.Length}: the server sends so little at a time that 64 requests were not enough.", error.Message, StringComparison.Ordinal);
        Assert.Equal(65, script.Asked.Count);
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task A_body_without_a_length_is_over_when_the_server_has_nothing_behind_it()
    {
        using var script = new AnswerScript(range => range is null ? AnswerScript.Answer(HttpStatusCode.OK, Ten) : AnswerScript.Answer(HttpStatusCode.RequestedRangeNotSatisfiable, []));
        Assert.Equal(Ten, await LoadAsync(script, id: Id with { Type = LarkResourceType.Image }));
        Assert.Equal(["", "10-"], script.Asked);
    }

    [Fact]
    public async Task A_body_without_a_length_that_broke_off_is_continued_where_it_did()
    {
        using var script = new AnswerScript(range => range is null ? AnswerScript.Answer(HttpStatusCode.OK, Ten[..4]) : AnswerScript.Part(Ten, 4, 10));
        Assert.Equal(Ten, await LoadAsync(script, id: Id with { Type = LarkResourceType.Image }));
        Assert.Equal(["", "4-"], script.Asked);
    }

    [Fact]
    public async Task A_body_in_chunks_says_itself_where_it_ends()
    {
        using var script = new AnswerScript(_ => Chunked(Ten));
        Assert.Equal(Ten, await LoadAsync(script));
        Assert.Single(script.Asked);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(7)]
    public async Task A_whole_that_comes_again_proves_by_its_length_that_the_first_was_whole(int again)
    {
        // The length that breaks off counts, too: it is another one.
        var answers = 0;
        using var script = new AnswerScript(_ => ++answers == 2 && again < 10 ? AnswerScript.Answer(HttpStatusCode.OK, Ten[..again], new IOException("gone")) : AnswerScript.Answer(HttpStatusCode.OK, Ten));
        Assert.Equal(Ten, await LoadAsync(script, id: Id with { Type = LarkResourceType.Image }));
        string[] reasons = again == 10 ? [] : ["10 bytes arrived at first and 7 when they were requested again"];
        Assert.Equal(reasons, script.Notices.Retries.Select(notice => notice.Reason));
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task A_connection_that_was_closed_meanwhile_is_told_as_that()
    {
        using var script = new AnswerScript(_ => AnswerScript.Part(Ten, 0, 10, 4, new ObjectDisposedException("HttpClient")));
        Assert.Equal("NotConnected", (await Assert.ThrowsAsync<LarkException>(() => LoadAsync(script))).ErrorId);
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task More_than_an_object_can_hold_is_refused_before_or_while_it_comes()
    {
        using var declared = new AnswerScript(_ => AnswerScript.Part(Ten, 0, 10));
        Assert.Contains("has 10 bytes, more than an object can hold", (await Assert.ThrowsAsync<LarkException>(() => LoadAsync(declared, limit: 9))).Message, StringComparison.Ordinal);
        using var chunked = new AnswerScript(_ => Chunked(Ten));
        var error = await Assert.ThrowsAsync<LarkException>(() => LoadAsync(chunked, limit: 9));
        Assert.Equal("ResourceTooLarge", error.ErrorId);
        Assert.Contains("has more than 0 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(Ten, await LoadAsync(declared, limit: 10));
        Assert.Equal(Ten, await LoadAsync(chunked, limit: 10));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_grows_in_memory_is_whole_whether_its_length_is_known_or_not(bool isKnown)
    {
        var bytes = RandomNumberGenerator.GetBytes(400_000);
        var meter = new ByteCounter();
        using var script = new AnswerScript(_ => isKnown ? AnswerScript.Part(bytes, 0, bytes.Length) : Chunked(bytes));
        var (content, result) = await new MemoryDownload(script.Source(Id), new(Id), meter).RunAsync(default);
        Assert.Equal(bytes, content);
        Assert.Equal((400_000, isKnown ? 400_000L : null), (meter.Received, meter.Total));
        Assert.Equal(FileHash.Of(bytes), result.Sha256);
    }

    [Fact]
    public async Task A_transfer_begins_again_as_often_as_allowed_and_from_the_second_time_without_ranges()
    {
        var parts = 0;
        using var script = new AnswerScript(range => range is null ? Chunked(Ten) : range.Value.From == 0 ? AnswerScript.Part(Ten, 0, 4) : Changing(++parts));
        Assert.Equal(Ten, await LoadAsync(script, retries: 5));
        Assert.Equal([1, 2, 3], script.Notices.Retries.Select(notice => notice.Attempt));
        Assert.Equal(["its length changed from 10 to 11 bytes", "its length changed from 10 to 12 bytes", "its length changed from 10 to 12 bytes"], script.Notices.Retries.Select(notice => notice.Reason));

        static HttpResponseMessage Changing(int part) => AnswerScript.Part(new byte[Math.Min(10 + part, 12)], 4, 10);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public async Task A_resource_that_always_changes_is_given_up_after_the_repetitions(int retries, int restarts)
    {
        var parts = 0;
        using var script = new AnswerScript(range => range is null or { From: 0 } ? AnswerScript.Part(Ten, 0, 4) : AnswerScript.Part(new byte[10 + ++parts], 4, 10));
        var error = await Assert.ThrowsAsync<LarkException>(() => LoadAsync(script, retries: retries));
        Assert.Equal("TransferIncomplete", error.ErrorId);
        Assert.EndsWith($"could not be downloaded completely: its length changed from 10 to {11 + restarts} bytes.", error.Message, StringComparison.Ordinal);
        Assert.Equal(restarts, script.Notices.Retries.Count);
    }

    [Fact]
    public async Task A_stream_that_is_let_go_of_lets_go_of_its_answers()
    {
        var bytes = new byte[40 << 20];
        using var script = new AnswerScript(range => AnswerScript.Part(bytes, range!.Value.From, Math.Min(bytes.Length, range.Value.To + 1)));
        var meter = new ByteCounter();
        await using (var reader = new BlockReader(script.Source(Id), meter))
        {
            Assert.Equal(TransferLimits.BufferLength, (await reader.OpenAsync(default)).Length);
            Assert.Equal((0, 40L << 20), (meter.Received, meter.Total));
            Assert.Equal(TransferLimits.BlockLength, (await reader.NextAsync(default))!.Length);
            Assert.Equal(TransferLimits.BlockLength, meter.Received);
        }

        Assert.Equal(0, script.Open);
        Assert.InRange(script.Asked.Count, 1, TransferLimits.ChunksInFlight);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(TransferLimits.BlockLength)]
    [InlineData(TransferLimits.BlockLength + 1)]
    [InlineData(TransferLimits.BufferLength + 5)]
    [InlineData((18 << 20) + 5)]
    public async Task A_stream_gives_every_byte_in_order_in_blocks_of_one_size(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        using var script = new AnswerScript(range => length == 0 ? AnswerScript.Answer(range is null ? HttpStatusCode.OK : HttpStatusCode.RequestedRangeNotSatisfiable, []) : AnswerScript.Part(bytes, range!.Value.From, Math.Min(length, range.Value.To + 1)));
        var meter = new ByteCounter();
        var seen = new List<byte[]>();
        await using (var reader = new BlockReader(script.Source(Id), meter))
        {
            await reader.OpenAsync(default);
            while (await reader.NextAsync(default) is { } block)
            {
                seen.Add(block);
                Assert.InRange(script.Open, 0, TransferLimits.ChunksInFlight);
            }

            Assert.Null(await reader.NextAsync(default));
        }

        Assert.Equal(length, meter.Received);
        Assert.True(bytes.AsSpan().SequenceEqual(seen.SelectMany(block => block).ToArray()));
        Assert.All(seen.SkipLast(1), block => Assert.Equal(TransferLimits.BlockLength, block.Length));
        Assert.Equal(length == 0 ? 2 : length < 16 << 20 ? 1 : 3, script.Asked.Count(asked => asked.Length > 0));
        Assert.Equal(0, script.Open);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(18)]
    public async Task A_stream_that_cannot_be_continued_ends_with_what_did_not_fit_after_all_that_came_before(int mebibytes)
    {
        var bytes = new byte[mebibytes << 20];
        using var script = new AnswerScript(range => AnswerScript.Part(range!.Value.From == 8 << 20 ? new byte[bytes.Length + 1] : bytes, range.Value.From, Math.Min(bytes.Length, range.Value.To + 1)));
        var length = 0;
        var reader = new BlockReader(script.Source(Id), new());
        await reader.OpenAsync(default);
        var error = await Assert.ThrowsAsync<LarkException>(async () =>
        {
            while (await reader.NextAsync(default) is { } block)
            {
                length += block.Length;
            }
        });
        Assert.Contains($"its length changed from {bytes.Length} to {bytes.Length + 1} bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(8 << 20, length);
        await reader.DisposeAsync();
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task A_stream_that_never_began_has_nothing_to_let_go_of()
    {
        using var script = new AnswerScript(_ => AnswerScript.Answer(HttpStatusCode.NoContent, []));
        var reader = new BlockReader(script.Source(Id), new());
        await Assert.ThrowsAsync<LarkException>(() => reader.OpenAsync(default));
        await reader.DisposeAsync();
        Assert.Equal(0, script.Open);
    }

    private static HttpResponseMessage Chunked(byte[] bytes)
    {
        var response = AnswerScript.Answer(HttpStatusCode.OK, bytes);
        response.Version = HttpVersion.Version11;
        response.Headers.TransferEncodingChunked = true;
        return response;
    }

    private static async Task<byte[]> LoadAsync(AnswerScript script, int retries = 0, ResourceId? id = null, long limit = int.MaxValue) =>
        (await new MemoryDownload(script.Source(id ?? Id, retries), new(id ?? Id), new()) { Limit = limit }.RunAsync(default)).Content;
}
