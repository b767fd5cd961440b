using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Transfer;

/// <summary>Under which id and type a resource is asked for, and what is asked of it.</summary>
public sealed class ResourceSourceTests : IAsyncDisposable
{
    private const string Bytes = "abcdefghij";
    private const int NotInMessage = 234003;
    private const int TenantCheck = 234019;
    private const int TooLarge = 234037;
    private const int WrongAddress = 99991401;
    private const int AppNotInChat = 234004;

    private static readonly ResourceId Id = new("om_1", "file_1", LarkResourceType.File);

    private readonly NoticeLog _notices = new();
    private readonly ConcurrentQueue<string> _asked = [];
    private RawServer? _server;
    private LarkConnection? _connection;

    public async ValueTask DisposeAsync()
    {
        _connection?.Close();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("om_child")]
    [InlineData("om_twin")]
    [InlineData("om_root")]
    [InlineData("om_parent")]
    public async Task A_resource_that_is_not_in_its_message_is_looked_for_in_the_others_and_then_kept_to(string served)
    {
        string[] order = ["om_1", "om_child", "om_twin", "om_root", "om_parent"];
        var content = await LoadAsync(asked => asked.Message == served ? Part(asked, 4) : Refusal(NotInMessage), new("om_child", "om_twin", "om_root", "om_parent"));

        Assert.Equal(Bytes, content);
        Assert.Equal([.. order.TakeWhile(id => id != served), served, served, served], _asked.Select(asked => asked.Split(' ')[0]));
    }

    [Fact]
    public async Task A_resource_that_no_message_has_is_refused_as_it_was_under_the_first_id()
    {
        var error = await FailAsync(asked => Refusal(asked.Message == "om_1" ? NotInMessage : AppNotInChat), new("om_1", null, "om_root", "om_root"));

        Assert.Equal("FileNotInMessage", error.ErrorId);
        Assert.Equal(["om_1 file 0-8388607", "om_root file 0-8388607"], _asked);
    }

    [Theory]
    [InlineData(TenantCheck, "TenantCheckFailed")]
    [InlineData(WrongAddress, "AddressNotAllowed")]
    [InlineData(0, "UnexpectedResponse")]
    public async Task A_failure_under_another_id_that_says_nothing_of_the_resource_is_told_as_it_is(int code, string expected)
    {
        var error = await FailAsync(asked => asked.Message == "om_1" ? Refusal(NotInMessage) : code == 0 ? "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n" : Refusal(code), new("om_child", null, "om_root", null));

        Assert.Equal(expected, error.ErrorId);
        Assert.Equal(["om_1 file 0-8388607", "om_child file 0-8388607"], _asked);
    }

    [Fact]
    public async Task A_refusal_that_another_id_does_not_change_is_told_at_once()
    {
        Assert.Equal("AppNotInChat", (await FailAsync(_ => Refusal(AppNotInChat), new("om_child", null, "om_root", "om_parent"))).ErrorId);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_video_that_the_gateway_does_not_serve_as_a_file_is_fetched_as_media()
    {
        Assert.Equal(Bytes, await LoadAsync(asked => asked.Type == "file" ? BadGateway : Part(asked, 4), isVideo: true));
        Assert.Equal(["om_1 file 0-8388607", "om_1 media 0-8388607", "om_1 media 4-9", "om_1 media 8-9"], _asked);
    }

    [Fact]
    public async Task A_gateway_that_is_down_for_files_and_media_is_asked_for_the_file_again()
    {
        var calls = 0;
        Assert.Equal(Bytes, await LoadAsync(asked => ++calls < 3 ? BadGateway : Part(asked, 4), isVideo: true));
        Assert.Equal(["om_1 file 0-8388607", "om_1 media 0-8388607", "om_1 file 0-8388607", "om_1 file 4-9", "om_1 file 8-9"], _asked);
    }

    [Fact]
    public async Task A_refusal_of_media_that_holds_for_every_call_is_told_at_once()
    {
        Assert.Equal("AddressNotAllowed", (await FailAsync(asked => asked.Type == "file" ? BadGateway : Refusal(WrongAddress), isVideo: true)).ErrorId);
        Assert.Equal(2, _asked.Count);
    }

    [Theory]
    [InlineData(false, LarkResourceType.File)]
    [InlineData(true, LarkResourceType.Image)]
    [InlineData(true, LarkResourceType.Media)]
    public async Task Only_a_video_that_is_a_file_is_tried_as_media(bool isVideo, LarkResourceType type)
    {
        Assert.Equal("PlatformError", (await FailAsync(_ => BadGateway, isVideo: isVideo, type: type)).ErrorId);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_video_that_is_refused_otherwise_is_not_tried_as_media()
    {
        Assert.Equal("AppNotInChat", (await FailAsync(_ => Refusal(AppNotInChat), isVideo: true)).ErrorId);
        Assert.Equal(["om_1 file 0-8388607"], _asked);
    }

    [Fact]
    public async Task No_more_than_the_first_bytes_are_asked_for_and_given_where_no_more_are_wanted()
    {
        Assert.Equal("abc", await LoadAsync(asked => Part(asked, 10), first: 3));
        Assert.Equal(["om_1 file 0-2"], _asked);
    }

    [Fact]
    public async Task The_first_bytes_of_a_picture_come_out_of_the_whole()
    {
        Assert.Equal("abc", await LoadAsync(_ => Whole(Bytes), type: LarkResourceType.Image, first: 3));
        Assert.Equal(["om_1 image "], _asked);
    }

    [Theory]
    [InlineData("an end behind what was asked for", "0-3/10", "abcd", "0-4/10", "the first part from byte 0 on was answered with other bytes")]
    [InlineData("another beginning", "0-3/10", "abcd", "5-9/10", "bytes 4-9 was answered with other bytes")]
    [InlineData("another length", "0-3/10", "abcd", "4-8/9", "its length changed from 10 to 9 bytes")]
    [InlineData("no total at first", "0-3/*", "abcd", "4-9/10", "the first part from byte 0 on was answered with other bytes")]
    public async Task A_part_that_does_not_fit_is_named_with_its_numbers(string what, string firstRange, string first, string secondRange, string reason)
    {
        // The second answer of the two is wrong, or the first already; asked for as a whole the resource then comes.
        var content = await LoadAsync(asked => asked.Range switch
        {
            "" => Whole(Bytes),
            var range when range.StartsWith("0-", StringComparison.Ordinal) => Ranged(what.StartsWith("an end", StringComparison.Ordinal) ? "0-8388608/9000000" : firstRange, first),
            _ => Ranged(secondRange, Bytes[4..]),
        }, retries: 3);

        Assert.Equal(Bytes, content);
        Assert.Contains(reason, _notices.Retries.First().Reason, StringComparison.Ordinal);
        Assert.Equal((1, 3, TimeSpan.Zero), (_notices.Retries.First().Attempt, _notices.Retries.First().MaximumRetryCount, _notices.Retries.First().Delay));
    }

    [Fact]
    public async Task A_total_that_a_later_part_does_not_tell_is_that_of_the_first()
    {
        Assert.Equal(Bytes, await LoadAsync(asked => asked.Range.StartsWith("0-", StringComparison.Ordinal) ? Ranged("0-3/10", "abcd") : Ranged("4-9/*", "efghij")));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Another_version_of_a_later_part_begins_again()
    {
        var version = 0;
        Assert.Equal(Bytes, await LoadAsync(
            asked => Part(asked, 4, $"ETag: \"v{(asked.Range.StartsWith("0-", StringComparison.Ordinal) ? ++version : version is 1 ? 9 : version)}\"\r\n"), retries: 3));
        Assert.Equal("it was replaced on the server", Assert.Single(_notices.Retries).Reason);
    }

    [Fact]
    public async Task A_whole_that_is_too_large_for_one_answer_is_fetched_in_parts()
    {
        Assert.Equal(Bytes, await LoadAsync(asked => asked.Range.Length == 0 ? Refusal(TooLarge) : Part(asked, 10), type: LarkResourceType.Image));
        Assert.Equal(["om_1 image ", "om_1 image 0-8388607"], _asked);
    }

    private static string BadGateway => "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private static string Whole(string body) => $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static string Ranged(string range, string body, string headers = "") =>
        $"HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Range: bytes {range}\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}";

    /// <summary>What was asked for, cut to a length that the server likes.</summary>
    private static string Part(Asked asked, int most, string headers = "")
    {
        var ends = asked.Range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        var end = Math.Min(Math.Min(ends[1] + 1, ends[0] + most), Bytes.Length);
        return Ranged($"{ends[0]}-{end - 1}/{Bytes.Length}", Bytes[ends[0]..end], headers);
    }

    private static string Refusal(int code)
    {
        var json = $$"""{"code":{{code}},"msg":"refused"}""";
        return $"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}";
    }

    [Theory]
    [InlineData(LarkResourceKind.Image, null, "text/html", "<!DOCTYPE html><p>Sign in</p>", false)]
    [InlineData(LarkResourceKind.Audio, null, "text/html; charset=utf-8", "\r\n <html>", false)]
    [InlineData(LarkResourceKind.File, "report.pdf", "TEXT/HTML", "<html>", false)]
    [InlineData(LarkResourceKind.File, "scan.PNG", "application/xhtml+xml", "\u00EF\u00BB\u00BF<?xml version=\"1.0\"?><html>", false)]
    [InlineData(LarkResourceKind.File, "plan.docx", "text/html", "<html>", false)]
    [InlineData(LarkResourceKind.File, "report.pdf", "text/html", "%PDF-1.7", true)]
    [InlineData(LarkResourceKind.File, "report.pdf", "application/pdf", "<html>", true)]
    [InlineData(LarkResourceKind.File, "report.pdf", "text/html\r\nContent-Disposition: attachment", "<html>", true)]
    [InlineData(LarkResourceKind.File, "page.html", "text/html", "<html>", true)]
    [InlineData(LarkResourceKind.File, "notes.txt", "text/html", "<html>", true)]
    [InlineData(LarkResourceKind.File, "orders.xls", "text/html", "<html>", true)]
    [InlineData(LarkResourceKind.File, "chart.svg", "text/html", "<svg>", true)]
    [InlineData(LarkResourceKind.File, "main.ts", "text/html", "<html>", true)]
    [InlineData(LarkResourceKind.File, "unknown.xyz", "text/html", "<html>", true)]
    [InlineData(LarkResourceKind.File, null, "text/html", "<html>", true)]
    public async Task A_web_page_in_place_of_what_is_never_one_is_refused(LarkResourceKind kind, string? name, string type, string body, bool isTaken)
    {
        _server = RawServer.Always($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _connection = _server.Connect(new() { MaximumRetryCount = 0 });
        var request = TransferRequest.Implied(new() { MessageId = Id.MessageId, FileKey = Id.FileKey, Type = kind is LarkResourceKind.Image ? LarkResourceType.Image : LarkResourceType.File, Kind = kind, Name = name });
        var download = new MemoryDownload(new ResourceSource(_connection.Client(_notices), request, 0), request, new());
        if (isTaken)
        {
            Assert.Equal(body, Encoding.Latin1.GetString((await download.RunAsync(default)).Content));
            return;
        }

        var e = await Assert.ThrowsAsync<LarkException>(() => download.RunAsync(default));
        Assert.Equal("UnexpectedResponse", e.ErrorId);
        Assert.Contains("a web page arrived in its place", e.Message, StringComparison.Ordinal);
    }

    private async Task<LarkException> FailAsync(Func<Asked, string> answer, AlternativeMessages? alternatives = null, bool isVideo = false, LarkResourceType type = LarkResourceType.File) =>
        await Assert.ThrowsAsync<LarkException>(() => LoadAsync(answer, alternatives, isVideo, type));

    private async Task<string> LoadAsync(
        Func<Asked, string> answer, AlternativeMessages? alternatives = null, bool isVideo = false, LarkResourceType type = LarkResourceType.File, int? first = null, int retries = 0)
    {
        _server = new RawServer(async (head, stream, stop) =>
        {
            var asked = Asked.In(head);
            _asked.Enqueue(asked.ToString());
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer(asked)), stop);
        });
        _connection = _server.Connect(new() { MaximumRetryCount = retries, CallsPerSecond = 100_000, CallsPerMinute = 100_000 });
        var id = Id with { Type = type };
        var source = new ResourceSource(_connection.Client(_notices), id, retries, alternatives, isVideo) { First = first };
        return Encoding.Latin1.GetString((await new MemoryDownload(source, new(id), new()).RunAsync(default)).Content);
    }

    /// <summary>A request in a few words.</summary>
    private sealed record Asked(string Message, string Type, string Range)
    {
        public static Asked In(string head)
        {
            var path = head.Split(' ')[1].Split('/', '=');
            var range = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase));
            return new(path[5], path[^1], range?[13..] ?? string.Empty);
        }

        public override string ToString() => $"{Message} {Type} {Range}";
    }
}
