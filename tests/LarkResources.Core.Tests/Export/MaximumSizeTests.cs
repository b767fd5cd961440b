using System.Net;
using System.Text;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>An export takes nothing larger than it was told to, whether the server says the length or not.</summary>
public sealed class MaximumSizeTests : IDisposable
{
    private const int Most = 1 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly Platform _platform = new();
    private readonly HttpClient _http;

    public MaximumSizeTests() => _http = new(_platform) { BaseAddress = new Uri("https://open.example/") };

    public void Dispose()
    {
        _http.Dispose();
        _platform.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Larger_file_is_skipped_and_leaves_nothing(bool tellsLength)
    {
        _platform.Length = 50 << 20;
        _platform.TellsLength = tellsLength;

        var tally = await ExportAsync(Most);

        Assert.Equal((0, 1, 0), (tally.Saved, tally.SkippedByCode.Values.Sum(), tally.FailedByCode.Count));
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.File("export"), "*", SearchOption.AllDirectories), file => file.Contains("report", StringComparison.Ordinal));
        Assert.InRange(_platform.Sent, 0, Most + (1 << 20));
    }

    [Fact]
    public async Task File_whose_length_is_not_told_is_asked_for_again_only_when_more_is_allowed()
    {
        _platform.Length = Most + 1000;
        await ExportAsync(Most);
        var calls = _platform.Calls;
        Assert.Equal(1, calls);

        await ExportAsync(Most);
        Assert.Equal(calls, _platform.Calls);

        Assert.Equal(1, (await ExportAsync(maximumSize: null)).Saved);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task File_whose_length_is_not_told_may_have_just_the_length_that_is_allowed(int more, bool isSaved)
    {
        _platform.Length = Most + more;

        Assert.Equal(isSaved ? 1 : 0, (await ExportAsync(Most)).Saved);
    }

    private async Task<ExportStatistics> ExportAsync(long? maximumSize)
    {
        var client = new LarkClient(_http, new Uri("https://open.example/"), null);
        var options = new ExportOptions { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.File }, MaximumSize = maximumSize };
        var tally = new ExportStatistics();
        var export = new ChatExporter(client, 0, new LarkChat { ChatId = "oc_1", Name = "Living" }, new(_folder.File("export")), options, tally, new());
        await foreach (var happened in export.RunAsync(default))
        {
            Assert.IsNotType<ExportEvent.Failed>(happened);
        }

        return tally;
    }

    private sealed class Platform : HttpMessageHandler
    {
        private const string Message =
            """{"message_id":"om_1","msg_type":"file","create_time":"1764300000000","chat_id":"oc_1","body":{"content":"{\"file_key\":\"file_v3_1\",\"file_name\":\"report.bin\"}"}}""";

        public int Length { get; set; }

        public bool TellsLength { get; set; }

        public int Calls { get; private set; }

        public long Sent { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request };
            if (!request.RequestUri!.AbsolutePath.Contains("/resources/", StringComparison.Ordinal))
            {
                response.Content = new StringContent("""{"code":0,"data":{"has_more":false,"items":[""" + Message + "]}}", Encoding.UTF8, "application/json");
                return Task.FromResult(response);
            }

            Calls++;
            response.Content = new StreamContent(new Body(this, Length));
            response.Content.Headers.ContentLength = TellsLength ? Length : null;
            response.Headers.TransferEncodingChunked = TellsLength ? null : true;
            return Task.FromResult(response);
        }

        /// <summary>Zeros, as many as there are to be, of which nothing says how many.</summary>
        private sealed class Body(Platform platform, int length) : MemoryStream(new byte[length])
        {
            public override bool CanSeek => false;

            public override int Read(byte[] buffer, int offset, int count)
            {
                var now = base.Read(buffer, offset, count);
                platform.Sent += now;
                return now;
            }
        }
    }
}
