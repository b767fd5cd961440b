using System.Collections.Concurrent;
using System.Net;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Transfer;

/// <summary>A server without a socket: a test gives each answer, and waits take no time.</summary>
internal sealed class AnswerScript : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly Lazy<HttpClient> _http;

    /// <param name="answer">Gets the first and the last byte that are asked for; null where the whole is.</param>
    public AnswerScript(Func<(long From, long To)?, HttpResponseMessage> answer) => _http = new(() => new(new ApiErrorHandler(IdleTimeout, _closing.Token) { InnerHandler = new Server(answer, this) }));

    /// <summary>How long a body may give nothing.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The ranges that were asked for; empty for the whole.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public NoticeLog Notices { get; } = new();

    /// <summary>How many answers are held open.</summary>
    public int Open => _open;

    /// <summary>The most of them at one time.</summary>
    public int MostOpen { get; private set; }

    private int _open;

    public LarkClient Client => ClientWith(new PromptClock());

    /// <param name="id">The resource.</param>
    /// <param name="retries">How often a body that breaks off is asked for again.</param>
    /// <param name="clock">Null for one by which every wait is over at once.</param>
    public ResourceSource Source(ResourceId id, int retries = 0, TimeProvider? clock = null) => new(ClientWith(clock ?? new PromptClock()), id, retries);

    /// <summary>Part of a resource.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="from">The first byte of this answer.</param>
    /// <param name="end">The byte behind the last that it declares.</param>
    /// <param name="sent">How many come; null for all.</param>
    /// <param name="failure">What the connection ends with behind them; null for a plain end.</param>
    /// <param name="extra">How many bytes follow behind the declared end.</param>
    /// <param name="gate">What the second read waits for; null for nothing.</param>
    public static HttpResponseMessage Part(byte[] bytes, long from, long end, int? sent = null, Exception? failure = null, int extra = 0, Task? gate = null)
    {
        byte[] body = [.. bytes.AsSpan((int)from, sent ?? (int)(end - from)), .. new byte[extra]];
        var response = Answer(HttpStatusCode.PartialContent, body, failure, gate);
        response.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes {from}-{end - 1}/{bytes.Length}");
        return response;
    }

    /// <summary>An answer without a length, which ends with its connection.</summary>
    public static HttpResponseMessage Answer(HttpStatusCode status, byte[] body, Exception? failure = null, Task? gate = null) =>
        new(status) { Content = new BodyContent(new Body(body, failure, gate)), Version = HttpVersion.Version10 };

    private LarkClient ClientWith(TimeProvider clock) => new(_http.Value, new Uri("https://open.example/"), Notices) { Clock = clock };

    public void Dispose()
    {
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }

        _closing.Dispose();
    }

    private sealed class Server(Func<(long From, long To)?, HttpResponseMessage> answer, AnswerScript script) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var range = request.Headers.Range?.Ranges.Single();
            script.Asked.Enqueue($"{range}");
            var response = answer(range is null ? null : (range.From!.Value, range.To ?? long.MaxValue));
            response.RequestMessage = request;
            script.MostOpen = Math.Max(script.MostOpen, Interlocked.Increment(ref script._open));
            ((BodyContent)response.Content).Body.Closed = () => Interlocked.Decrement(ref script._open);

            return Task.FromResult(response);
        }
    }

    private sealed class BodyContent(Body body) : StreamContent(body)
    {
        public Body Body => body;
    }

    private sealed class Body(byte[] bytes, Exception? failure, Task? gate) : MemoryStream(bytes, writable: false)
    {
        private Action? _closed;

        public Action Closed
        {
            set => _closed = value;
        }

        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (gate is not null && Position > 0)
            {
                await gate.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var count = Read(buffer.Span);
            return count > 0 || failure is null || buffer.IsEmpty ? count : throw failure;
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _closed, null)?.Invoke();
            base.Dispose(disposing);
        }
    }
}
