using System.Net;

namespace LarkResources.Tests.Transfer;

/// <summary>What a transfer says under a Chinese UI culture, of sizes, ranges, silence and disks too, is Chinese.</summary>
public sealed class ChineseTransferTests : IDisposable
{
    private static readonly ResourceId Id = new("om_1", "file_1", LarkResourceType.File);
    private static readonly byte[] Ten = [.. "abcdefghij"u8];

    private readonly IDisposable _shell = ChineseText.Shell();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(true, "消息 'om_1' 的资源 'file_1' 的大小为 10 字节，超出一个对象能容纳的大小；请用 -OutFile 保存。")]
    [InlineData(false, "消息 'om_1' 的资源 'file_1' 的大小超过 0 字节，超出一个对象能容纳的大小；请用 -OutFile 保存。")]
    public async Task A_resource_that_is_too_large_for_an_object(bool isDeclared, string message)
    {
        using var script = new AnswerScript(_ => isDeclared ? AnswerScript.Part(Ten, 0, 10) : AnswerScript.Answer(HttpStatusCode.OK, Ten));
        Assert.Equal(message, await FailAsync(script, limit: 9));
    }

    [Fact]
    public async Task Silence_in_a_body()
    {
        using var script = new AnswerScript(range => AnswerScript.Part(Ten, range!.Value.From, 10, sent: 4, gate: new TaskCompletionSource().Task)) { IdleTimeout = TimeSpan.FromSeconds(1) };
        Assert.Equal("消息 'om_1' 的资源 'file_1' 不完整，止于第 4 字节（共 10 字节）：1 秒内没有收到数据。", await FailAsync(script));
    }

    [Fact]
    public async Task Silence_before_an_answer()
    {
        using var handler = new ApiErrorHandler(TimeSpan.FromSeconds(1), default) { InnerHandler = new SilentHandler() };
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://open.example/");
        request.Describe(new RequestInfo(Endpoints.Token, "/"));
        Assert.Equal("1 秒内没有收到响应。", (await Assert.ThrowsAsync<TimeoutException>(() => invoker.SendAsync(request, default))).Message);
    }

    [Fact]
    public async Task A_body_that_breaks_off_and_is_asked_for_again()
    {
        using var script = new AnswerScript(range => AnswerScript.Part(Ten, range!.Value.From, 10, 4, new IOException("gone")));
        await FailAsync(script, retries: 1);
        Assert.Equal("连接中断，止于第 4 字节", script.Notices.Retries.First().Reason);
    }

    [Theory]
    [InlineData(3, "声明为 10 字节，实际发送 13 字节")]
    [InlineData(1 << 20, "声明为 10 字节，实际发送超过 1048586 字节")]
    public async Task A_body_that_is_too_long(int extra, string reason)
    {
        using var script = new AnswerScript(range => range is null ? AnswerScript.Answer(HttpStatusCode.OK, Ten) : AnswerScript.Part(Ten, 0, 10, extra: extra));
        await new MemoryDownload(script.Source(Id), new(Id), new()).RunAsync(default);
        Assert.Equal(reason, Assert.Single(script.Notices.Retries).Reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "请求第 4–9 字节时返回了全部内容")]
    [InlineData(HttpStatusCode.PartialContent, "请求第 4–9 字节时返回了其他内容")]
    [InlineData(HttpStatusCode.RequestedRangeNotSatisfiable, "第 4–9 字节（共 10 字节）已不存在")]
    public async Task A_range_that_is_not_answered(HttpStatusCode status, string reason)
    {
        using var script = new AnswerScript(range => (range, status) switch
        {
            (null, _) => AnswerScript.Answer(HttpStatusCode.OK, Ten),
            ({ From: 0 }, _) => AnswerScript.Part(Ten, 0, 10, sent: 4, new IOException("gone")),
            (_, HttpStatusCode.PartialContent) => AnswerScript.Part(Ten, 0, 10),
            _ => AnswerScript.Answer(status, Ten),
        });
        await FailAsync(script, retries: 1);
        Assert.Contains(reason, script.Notices.Retries.Select(notice => notice.Reason));
    }

    [Theory]
    [InlineData(false, "第 4–9 字节")]
    [InlineData(true, "第 4 字节起的内容")]
    public void A_range(bool isOpen, string text) => Assert.Equal(text, $"{(isOpen ? ByteRange.After(4) : new ByteRange(4, 9))}");

    [Fact]
    public void A_disk_without_room_and_a_file_that_was_taken_away()
    {
        if (OperatingSystem.IsWindows())
        {
            // There the system refuses both by itself.
            return;
        }

        var folder = Directory.CreateTempSubdirectory("lark-zh-").FullName;
        try
        {
            var target = Path.Combine(folder, "a.bin");
            var error = Assert.Throws<LarkException>(() => PartFile.Open(target, 1L << 60, null, null));
            Assert.Matches(@"^无法写入 '.+'：文件大小为 1152921504606846976 字节，而磁盘只有 \d+ 字节可用。$", error.Message);

            using var part = PartFile.Open(target, 4, null, null);
            File.Delete(target + ".part");
            error = Assert.Throws<LarkException>(() => part.Complete(new(target, Overwrite: false), null));
            Assert.Equal($"无法写入 '{target}'：'{target}.part' 在写入期间被删除或替换。", error.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a download says that fails. All that it says is Chinese, the reasons of its repetitions too.</summary>
    private static async Task<string> FailAsync(AnswerScript script, int retries = 0, long limit = int.MaxValue)
    {
        var error = await Record.ExceptionAsync(() => new MemoryDownload(script.Source(Id, retries), new(Id), new()) { Limit = limit }.RunAsync(default));
        Assert.All(script.Notices.Retries, notice => ChineseText.AssertOnly(notice.Reason));
        if (error is LarkException failure)
        {
            ChineseText.AssertOnly(failure.Message);
            Assert.EndsWith("。", failure.Message, StringComparison.Ordinal);
        }

        return error?.Message ?? string.Empty;
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new NotSupportedException();
        }
    }
}
