using System.Net;
using System.Net.Http.Headers;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>A server in one handler, that does to one resource whatever a number says. Without faults it does everything right.</summary>
/// <remarks>It never lies such that nobody could notice: wrong bytes under right headers, or the same wrong total in every answer.</remarks>
internal sealed class SimulatedServer(Random random, SimulatedServer.Nature nature) : HttpMessageHandler
{
    private static readonly byte[] Pool = new Random(1).Bytes(44 << 20);

    private readonly object _gate = new();
    private readonly List<Version> _versions = [new(0, nature.Length, 1)];
    private readonly HashSet<long> _silentCuts = [];
    private int _differentTotals;
    private int _open;

    /// <summary>How the server is when nothing goes wrong.</summary>
    /// <param name="Length">Of the resource.</param>
    /// <param name="Ranges">Whether it answers ranges.</param>
    /// <param name="Validator">What it names a version by.</param>
    /// <param name="Framing">How a body shows its end.</param>
    /// <param name="FaultsPerHundred">How many requests go wrong.</param>
    public sealed record Nature(long Length, bool Ranges, ValidatorKind Validator, FramingKind Framing, int FaultsPerHundred);

    public enum ValidatorKind
    {
        None,
        StrongTag,
        WeakTag,
        Date,
    }

    public enum FramingKind
    {
        Length,
        Chunks,
        EndOfConnection,
    }

    private sealed record Version(int Offset, long Length, int Number)
    {
        public ReadOnlyMemory<byte> Bytes => Pool.AsMemory(Offset, (int)Length);
    }

    /// <summary>Called at each request and each read: the moments at which a run may be killed.</summary>
    public Action Moment { get; set; } = static () => { };

    /// <summary>From now on everything goes right.</summary>
    public bool IsCalm { get; set; }

    public int Requests { get; private set; }

    public int MostOpen { get; private set; }

    public int Open => _open;

    public ReadOnlySpan<byte> CurrentBytes => _versions[^1].Bytes.Span;

    /// <summary>True for the bytes of any version, whole.</summary>
    public bool WasEver(byte[] bytes) => _versions.Any(version => version.Bytes.Span.SequenceEqual(bytes));

    /// <summary>Puts other bytes in its place; of the same length only where the answers name the version.</summary>
    public void Replace()
    {
        var named = nature.Validator is ValidatorKind.StrongTag or ValidatorKind.Date;
        var length = named && random.OneIn(2) ? _versions[^1].Length : Math.Max(0, _versions[^1].Length + random.Next(-3, 4));
        length = !named && _versions.Any(version => version.Length == length) ? _versions.Max(version => version.Length) + 1 : length;
        _versions.Add(new(random.Next(1000), Math.Min(length, Pool.Length - 1000), _versions.Count + 1));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Moment();
        cancellationToken.ThrowIfCancellationRequested();
        HttpResponseMessage response;
        bool stalls;
        lock (_gate)
        {
            Requests++;
            var goesWrong = !IsCalm && random.Next(100) < nature.FaultsPerHundred;
            stalls = goesWrong && random.OneIn(60);
            response = goesWrong ? Wrong(request) : Right(request);
        }

        if (stalls)
        {
            response.Dispose();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        response.RequestMessage = request;
        return response;
    }

    private HttpResponseMessage Right(HttpRequestMessage request)
    {
        var version = _versions[^1];
        if (Range(request) is not { } range || !nature.Ranges || !Matches(request, version))
        {
            return Answer(HttpStatusCode.OK, version, 0, version.Length, null, nature.Framing);
        }

        if (range.From >= version.Length)
        {
            return Fault(HttpStatusCode.RequestedRangeNotSatisfiable, "<html>");
        }

        var end = Math.Min(version.Length, range.To == long.MaxValue ? version.Length : range.To + 1);
        return Answer(HttpStatusCode.PartialContent, version, range.From, end, $"bytes {range.From}-{end - 1}/{version.Length}", FramingKind.Length);
    }

    private HttpResponseMessage Wrong(HttpRequestMessage request)
    {
        var version = _versions[^1];
        var range = Range(request) is { } asked && nature.Ranges && Matches(request, version) && asked.From < version.Length
            ? (asked.From, End: Math.Min(version.Length, asked.To == long.MaxValue ? version.Length : asked.To + 1))
            : ((long From, long End)?)null;
        switch (random.Next(18))
        {
            case 0:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "No connection.");
            case 1:
                return Fault(random.Pick(HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable), "<html>");
            case 2:
                return Fault(random.Pick(HttpStatusCode.TooManyRequests, HttpStatusCode.BadRequest), """{"code":99991400,"msg":"request trigger frequency limit"}""");
            case 3:
                return Fault(HttpStatusCode.OK, random.Pick("""{"code":99991400,"msg":"x"}""", """{"code":2200,"msg":"Internal Error"}""", """{"code":1,"msg":"\ud83d"}"""));
            case 4:
                return Fault(random.Pick(HttpStatusCode.NonAuthoritativeInformation, HttpStatusCode.NoContent, HttpStatusCode.Accepted), "");
            case 5:
                var moved = Fault(HttpStatusCode.TemporaryRedirect, "");
                moved.Headers.Location = new Uri("/elsewhere", UriKind.Relative);
                return moved;
            case 6:
                var packed = Right(request);
                packed.Content.Headers.ContentEncoding.Add("gzip");
                return packed;
            case 7:
                Replace();
                return Right(request);
            case 8:
                // The whole where a part was asked for.
                return Answer(HttpStatusCode.OK, version, 0, version.Length, null, nature.Framing);
            case 9 or 10:
                return Cut(range, version);
            case 11 when range is null:
                return CutInSilence(version);
            case 11:
                return Fault(HttpStatusCode.PartialContent, "bytes");
            case var other when range is { } part:
                return WrongPart(other, part, version);
            default:
                return Cut(null, version);
        }
    }

    private HttpResponseMessage WrongPart(int fault, (long From, long End) part, Version version)
    {
        var (from, end) = part;
        switch (fault)
        {
            case 12:
                // Other bytes, and it says so.
                return Answer(HttpStatusCode.PartialContent, version, Math.Max(0, from - 1), Math.Max(1, end - 1), $"bytes {Math.Max(0, from - 1)}-{Math.Max(0, end - 2)}/{version.Length}", FramingKind.Length, isOther: from == 0);
            case 13:
                // A total of its own, another one each time.
                return Answer(HttpStatusCode.PartialContent, version, from, end, $"bytes {from}-{end - 1}/{version.Length + ++_differentTotals}", FramingKind.Length);
            case 14:
                // Longer than it says, with and without a length.
                var longer = Math.Min(Pool.Length - version.Offset, end + 1 + random.Next(3000));
                return Answer(HttpStatusCode.PartialContent, version with { Length = longer }, from, longer, $"bytes {from}-{end - 1}/{version.Length}", random.Pick(FramingKind.Length, FramingKind.Chunks), Tag(version));
            case 15:
                // Shorter than it says, and the framing is all right.
                return Answer(HttpStatusCode.PartialContent, version, from, from + random.NextInt64(end - from), $"bytes {from}-{end - 1}/{version.Length}", random.Pick(FramingKind.Length, FramingKind.Chunks));
            case 16:
                // Less than was asked for, as a server may.
                var less = from + 1 + random.NextInt64(end - from);
                return Answer(HttpStatusCode.PartialContent, version, from, less, $"bytes {from}-{less - 1}/{version.Length}", FramingKind.Length);
            default:
                return Answer(HttpStatusCode.PartialContent, version, from, end, random.Pick($"bytes {from}-{end - 1}/*", "bytes */*", "bytes 0-0/0", "pages 1-2/3", $"bytes {from}-{end - 1}/9223372036854775807"), FramingKind.Length);
        }
    }

    private HttpResponseMessage Cut((long From, long End)? part, Version version)
    {
        var (from, end) = part ?? (0, version.Length);
        var response = Answer(
            part is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent, version, from, end, part is null ? null : $"bytes {from}-{end - 1}/{version.Length}", FramingKind.Length,
            cutAt: random.OneIn(4) ? random.NextInt64(Math.Min(100, end - from) + 1) : random.NextInt64(end - from + 1));
        return response;
    }

    /// <summary>The end of the connection is all that shows the end. Never twice at one place: then nobody could tell.</summary>
    private HttpResponseMessage CutInSilence(Version version)
    {
        var at = random.NextInt64(version.Length + 1);
        return _silentCuts.Add(at) ? Answer(HttpStatusCode.OK, version, 0, at, null, FramingKind.EndOfConnection) : Cut(null, version);
    }

    private HttpResponseMessage Answer(
        HttpStatusCode status, Version version, long from, long end, string? contentRange, FramingKind framing, string? tag = null, long? cutAt = null, bool isOther = false)
    {
        _open++;
        MostOpen = Math.Max(MostOpen, _open);
        var bytes = Pool.AsMemory(version.Offset + (int)from, (int)(end - from));
        var body = new SimulatedBody(() => Moment(), cutAt is { } at ? bytes[..(int)at] : bytes, cutAt is not null, !IsCalm && random.OneIn(400), () => Interlocked.Decrement(ref _open));
        var response = new HttpResponseMessage(status) { Content = new StreamContent(body), Version = framing is FramingKind.EndOfConnection ? HttpVersion.Version10 : HttpVersion.Version11 };
        response.Content.Headers.TryAddWithoutValidation("Content-Disposition", "attachment; filename=\"x.bin\"");
        response.Content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        response.Content.Headers.TryAddWithoutValidation("Content-Range", isOther ? "bytes 1-1/2" : contentRange);
        response.Content.Headers.ContentLength = framing is FramingKind.Length ? end - from : null;
        response.Headers.TransferEncodingChunked = framing is FramingKind.Chunks ? true : null;
        switch (nature.Validator)
        {
            case ValidatorKind.StrongTag or ValidatorKind.WeakTag:
                response.Headers.TryAddWithoutValidation("ETag", tag ?? Tag(version));
                break;
            case ValidatorKind.Date:
                response.Content.Headers.TryAddWithoutValidation("Last-Modified", tag ?? Tag(version));
                break;
            default:
                break;
        }

        return response;
    }

    private string Tag(Version version) => nature.Validator switch
    {
        ValidatorKind.StrongTag => $"\"v{version.Number}\"",
        ValidatorKind.WeakTag => $"W/\"v{version.Number}\"",
        _ => DateTimeOffset.UnixEpoch.AddDays(version.Number).ToString("R"),
    };

    private bool Matches(HttpRequestMessage request, Version version) =>
        !request.Headers.NonValidated.TryGetValues("If-Range", out var values) || values.ToString() == Tag(version);

    private static (long From, long To)? Range(HttpRequestMessage request) =>
        request.Headers.Range?.Ranges.Single() is { From: { } from } range ? (from, range.To ?? long.MaxValue) : null;

    private static HttpResponseMessage Fault(HttpStatusCode status, string body) => new(status)
    {
        Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };
}
