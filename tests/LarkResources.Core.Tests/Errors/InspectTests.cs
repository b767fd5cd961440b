using System.Net;
using System.Text;

namespace LarkResources.Tests;

public class InspectTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task A_part_of_a_file_is_no_fault_even_if_it_looks_like_one()
    {
        var body = Encoding.UTF8.GetBytes("{\"code\":5,\"msg\":\"from a file\"}");
        using var response = Response(206, body, "application/json");

        Assert.Null(await ApiFaultReader.InspectAsync(response, default));
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        Assert.Equal(body, read.ToArray());
    }

    [Fact]
    public async Task A_success_with_a_code_is_a_fault()
    {
        using var response = Response(200, Encoding.UTF8.GetBytes(" \n{\"code\":99991663,\"msg\":\"invalid\"}"), "application/json; charset=utf-8");
        response.Headers.TryAddWithoutValidation("X-Tt-Logid", "id-1");

        var fault = await ApiFaultReader.InspectAsync(response, default);

        Assert.Equal((99991663, "id-1"), (fault!.Code, fault.LogId));
    }

    [Fact]
    public async Task An_error_body_of_which_all_came_is_a_fault_though_the_connection_then_broke()
    {
        var body = Encoding.UTF8.GetBytes("{\"code\":2200,\"msg\":\"Internal Error\"}");
        using var response = Response(200, body, "application/json", failAt: body.Length);
        response.Content.Headers.ContentLength = body.Length;

        Assert.Equal(2200, (await ApiFaultReader.InspectAsync(response, default))?.Code);
    }

    [Fact]
    public async Task A_file_that_happens_to_be_an_error_body_is_a_file()
    {
        var body = Encoding.UTF8.GetBytes("{\"code\":99991663}");
        using var response = Response(200, body, "application/json");
        response.Content.Headers.TryAddWithoutValidation("content-disposition", "attachment; filename=\"é\u0080.json\"");

        var source = response.Content;

        Assert.Null(await ApiFaultReader.InspectAsync(response, default));
        Assert.Same(source, response.Content);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16 * 1024)]
    [InlineData(MiB - 1)]
    [InlineData(MiB)]
    [InlineData(MiB + 1)]
    [InlineData(MiB + 2)]
    [InlineData(3 * MiB)]
    public async Task What_was_looked_at_is_replayed_byte_for_byte(int size)
    {
        foreach (var first in new[] { "{", " ", "\ufeff", "\xFF", "{\"a\":1}" })
        {
            var body = Body(first, size);
            foreach (var chunk in new[] { 1000, int.MaxValue })
            {
                using var response = Response(200, body, "application/octet-stream", chunk);

                Assert.Null(await ApiFaultReader.InspectAsync(response, default));

                Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
                await using var stream = await response.Content.ReadAsStreamAsync();
                using var copy = new MemoryStream();
                await stream.CopyToAsync(copy);
                Assert.True(body.AsSpan().SequenceEqual(copy.ToArray()));
            }
        }
    }

    [Theory]
    [InlineData(MiB, true)]
    [InlineData(MiB + 1, false)]
    public async Task An_error_body_has_at_most_one_mebibyte(int size, bool isFault)
    {
        var body = Enumerable.Repeat((byte)' ', size).ToArray();
        "{\"code\":7}"u8.CopyTo(body);
        using var response = Response(200, body, "application/json", 4096);

        Assert.Equal(isFault, await ApiFaultReader.InspectAsync(response, default) is not null);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_not_read_ahead()
    {
        var body = Body("\x89PNG", 3 * MiB);
        using var response = Response(200, body, "image/png", 4096);
        var source = (ChunkedContent)response.Content;

        Assert.Null(await ApiFaultReader.InspectAsync(response, default));

        Assert.Equal(4096, source.Stream!.Consumed);
    }

    [Fact]
    public async Task A_declared_length_above_the_limit_is_not_looked_at()
    {
        using var response = Response(200, Body("{", 2 * MiB), "application/json", 4096);
        response.Content.Headers.ContentLength = 2 * MiB;
        var source = response.Content;

        Assert.Null(await ApiFaultReader.InspectAsync(response, default));
        Assert.Same(source, response.Content);
    }

    [Fact]
    public async Task Of_a_failure_no_more_than_64_KiB_is_read()
    {
        using var response = Response(502, Body("<html>", 3 * MiB), "text/html", 4096);
        var source = (ChunkedContent)response.Content;

        var fault = await ApiFaultReader.InspectAsync(response, default);

        Assert.StartsWith("<html>", fault!.BodyStart, StringComparison.Ordinal);
        Assert.Equal(64 * 1024, source.Stream!.Consumed);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_a_failure_does_not_hide_the_status()
    {
        using var response = Response(503, Body("oops", 5000), "text/plain", 4096, failAt: 4096);

        var fault = await ApiFaultReader.InspectAsync(response, default);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, fault!.Status);
        Assert.StartsWith("oops", fault.BodyStart, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_a_file_is_met_where_it_broke()
    {
        var body = Body("{", 100_000);
        using var response = Response(200, body, "application/json", 4096, failAt: 40_960);

        Assert.Null(await ApiFaultReader.InspectAsync(response, default));

        await using var stream = await response.Content.ReadAsStreamAsync();
        using var copy = new MemoryStream();
        await Assert.ThrowsAsync<IOException>(() => stream.CopyToAsync(copy));
        Assert.True(body.AsSpan(0, 40_960).SequenceEqual(copy.ToArray()));
    }

    [Fact]
    public async Task A_cancellation_passes()
    {
        using var response = Response(400, Body("{", 10), "application/json");
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ApiFaultReader.InspectAsync(response, source.Token));
    }

    [Fact]
    public async Task The_length_a_content_computes_survives()
    {
        using var response = new HttpResponseMessage { Content = new ByteArrayContent([1, 2, 3]) };

        Assert.Null(await ApiFaultReader.InspectAsync(response, default));

        Assert.Equal(3, response.Content.Headers.ContentLength);
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(304)]
    public async Task Other_statuses_are_not_judged(int status)
    {
        using var response = Response(status, "{\"code\":1}"u8.ToArray(), "application/json");

        Assert.Null(await ApiFaultReader.InspectAsync(response, default));
    }

    private static byte[] Body(string first, int size)
    {
        var body = new byte[size];
        new Random(size).NextBytes(body);
        var start = first == "\xFF" ? [0xFF] : Encoding.UTF8.GetBytes(first);
        start.AsSpan(0, Math.Min(start.Length, size)).CopyTo(body);
        return body;
    }

    private static HttpResponseMessage Response(int status, byte[] body, string type, int chunk = int.MaxValue, int failAt = int.MaxValue)
    {
        var content = new ChunkedContent(body, chunk, failAt);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return new HttpResponseMessage((HttpStatusCode)status) { Content = content };
    }

    /// <summary>A body that comes in pieces, as from a socket, counts what was taken, and may break.</summary>
    private sealed class ChunkedContent(byte[] body, int chunk, int failAt) : HttpContent
    {
        public ChunkedStream? Stream { get; private set; }

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(Stream = new ChunkedStream(body, chunk, failAt));

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class ChunkedStream(byte[] body, int chunk, int failAt) : MemoryStream(body)
    {
        public long Consumed => Position;

        public override int Read(byte[] buffer, int offset, int count) =>
            Position >= failAt ? throw new IOException("broken") : base.Read(buffer, offset, Math.Min(count, chunk));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Position >= failAt
                ? ValueTask.FromException<int>(new IOException("broken"))
                : base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
        }
    }
}
