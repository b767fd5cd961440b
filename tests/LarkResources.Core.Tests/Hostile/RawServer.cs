using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Text;

namespace LarkResources.Tests.Hostile;

/// <summary>A server that sends what no web server would: every byte of an answer is the test's.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentBag<Task> _work = [];
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private long _sent;

    /// <param name="answer">Gets the head of the request, and where to write.</param>
    public RawServer(Func<string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _work.Add(AcceptAsync());
    }

    public Uri BaseUri { get; }

    /// <summary>The heads of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What went to the callers, and into the buffers on the way to them.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public static RawServer Always(string head, byte[]? again = null) => new(async (_, stream, stop) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), stop);
        while (again is not null)
        {
            await stream.WriteAsync(again, stop);
        }
    });

    /// <summary>Gives the bytes as a proper server would, with some headers of the test's.</summary>
    public static RawServer Of(byte[] bytes, string headers) => new(async (request, stream, stop) =>
    {
        var range = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))?[13..].Split('-');
        var (from, to) = range is null ? (0, bytes.Length - 1) : (Number(range[0]), Math.Min(bytes.Length - 1, Number(range[1])));
        var head = range is null ? "HTTP/1.1 200 OK\r\n" : $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{to}/{bytes.Length}\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{head}Content-Length: {to - from + 1}\r\nConnection: close\r\n{headers}\r\n"), stop);
        await stream.WriteAsync(bytes.AsMemory(from, to - from + 1), stop);
    });

    public LarkConnection Connect(ConnectionSettings? settings = null)
    {
        using var token = new SecureString();
        token.AppendChar('t');
        return ConnectionFactory.ForToken(
            token, (settings ?? new() { MaximumRetryCount = 0, CallsPerSecond = 100_000, CallsPerMinute = 100_000 }) with { BaseUri = BaseUri }, new HttpStack());
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        foreach (var task in _work)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _closing.Dispose();
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync(_closing.Token);
            _work.Add(AnswerAsync(socket));
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        await using var stream = new Counting(new NetworkStream(socket, ownsSocket: true), this);
        var head = new StringBuilder();
        var buffer = new byte[16 << 10];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, _closing.Token);
            if (count == 0)
            {
                return;
            }

            head.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        Requests.Enqueue(head.ToString());
        await _answer(head.ToString(), stream, _closing.Token);
    }

    private sealed class Counting(NetworkStream inner, RawServer server) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            Interlocked.Add(ref server._sent, buffer.Length);
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
