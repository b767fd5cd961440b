using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Models;

namespace LarkResources.Transfer;

/// <summary>Reads a stretch of a resource in order, over as many requests as it takes, and resumes where a body breaks off.</summary>
/// <remarks>It continues from what was returned, never from what was requested: a server may shorten a range.</remarks>
internal sealed class SegmentReader : IDisposable
{
    private readonly ResourceSource _source;
    private readonly long _from;
    private ResourceResponse? _response;
    private long? _end;
    private long _responseFrom;
    private long _responseEnd;
    private bool _mayBeTheEnd;
    private int _requests;
    private int _failures;

    /// <param name="source">The resource.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="to">The last byte wanted; null when the length of the resource is unknown.</param>
    /// <param name="first">An answer that begins at <paramref name="from"/>, if there is one already; this reader disposes it.</param>
    public SegmentReader(ResourceSource source, long from, long? to, ResourceResponse? first = null)
    {
        _source = source;
        Position = _from = from;
        _end = to + 1;
        Stretch = new(from, source.First ?? long.MaxValue);
        if (first is not null)
        {
            Use(first);
        }
    }

    /// <summary>The next byte that <see cref="ReadAsync"/> will give.</summary>
    public long Position { get; private set; }

    /// <summary>What this reader fetches of the resource. Its end may come nearer while it reads; the rest of the body is then not read.</summary>
    public Stretch Stretch { get; set; }

    /// <summary>The next bytes; 0 at the end of the stretch.</summary>
    /// <exception cref="LarkException">The server could not be made to give them.</exception>
    /// <exception cref="RestartException">The server gives something that does not fit what came before.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_response is null)
            {
                if (Position == _end || Position >= Stretch.End)
                {
                    return 0;
                }

                var next = await _source.ContinueAsync(NextRange(), _mayBeTheEnd, cancellationToken).ConfigureAwait(false);
                if (next is null)
                {
                    _end = Position;
                    return 0;
                }

                Use(next);
            }

            // One read beyond the end sees an overlong body, and lets the connection go back to the pool. Who wants the first bytes only does not wait for it.
            var left = _responseEnd - Position;
            var room = left > 0 || Position == _source.First ? buffer[..Stretch.Claim(Position, (int)Math.Min(buffer.Length, Math.Max(0, left)))] : new byte[4096];
            if (room.IsEmpty)
            {
                // The rest of the body is not read: the connection is closed instead.
                Drop();
                return 0;
            }

            var (count, failure) = await TryReadAsync(room, isBeyond: left <= 0, cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                Position += count;
                _failures = 0;
                return count;
            }

            await EndOfBodyAsync(failure, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => Drop();

    private void Use(ResourceResponse response)
    {
        _response = response;
        if (_requests >= TransferLimits.RequestsBeforeDoubt && (Position - _from) / _requests < TransferLimits.LeastPerRequest)
        {
            throw Incomplete(LarkErrors.Localized($"the server sends so little at a time that {_requests} requests were not enough", $"服务器每次发送的数据太少，{_requests} 次请求仍不够"), null);
        }

        _requests++;
        _mayBeTheEnd = false;
        _responseFrom = Position;
        _end ??= _source.Total;
        _responseEnd = response.Range?.Range?.To + 1 ?? Position + response.BodyLength ?? _end ?? long.MaxValue;
    }

    private ByteRange NextRange() => _end switch
    {
        null => ByteRange.After(Position),
        { } end => new(Position, _source.IsRanged ? Math.Min(Math.Min(end, Stretch.End), Position + _source.LongestRange) - 1 : end - 1),
    };

    private async ValueTask<(int Count, Exception? Failure)> TryReadAsync(Memory<byte> room, bool isBeyond, CancellationToken cancellationToken)
    {
        try
        {
            var count = await _response!.Body.ReadAsync(room, cancellationToken).ConfigureAwait(false);
            return !isBeyond || count == 0 ? (count, null) : throw await TooLongAsync(count, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ApiSend.IsTransport(e, cancellationToken))
        {
            return (0, e);
        }
        catch (Exception e) when (e is not (LarkException or RestartException))
        {
            throw ApiSend.Interrupted(e, cancellationToken);
        }
    }

    /// <summary>Counts what is too much, as far as it makes sense, so that the error can name both numbers.</summary>
    private async Task<RestartException> TooLongAsync(long beyond, CancellationToken cancellationToken)
    {
        const int enough = 1 << 20;
        var buffer = new byte[TransferLimits.BlockLength];
        var more = 1;
        while (more > 0 && beyond < enough)
        {
            try
            {
                beyond += more = await _response!.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (ApiSend.IsTransport(e, cancellationToken))
            {
                more = 0;
            }
        }

        var declared = _responseEnd - _responseFrom;
        return _source.TooLong(declared, declared + beyond, isMore: more > 0);
    }

    private async Task EndOfBodyAsync(Exception? failure, CancellationToken cancellationToken)
    {
        var endsWithConnection = _response!.EndsWithConnection;
        Drop();
        if (Position >= _responseEnd)
        {
            // All that was declared has come; what happened to the connection after that does not matter.
            return;
        }

        if (failure is null && _end is null)
        {
            // Without a length, the end of the connection may be the end of the bytes or a break: only the server knows.
            // Chunked framing says by itself where a body ends.
            _mayBeTheEnd = endsWithConnection;
            _end = endsWithConnection ? null : Position;
            return;
        }

        var why = failure is TimeoutException ? failure.Message.TrimEnd('.', '。') : LarkErrors.Localized("the connection was lost", "连接中断");
        if (_failures >= _source.MaximumRetryCount)
        {
            throw Incomplete(why, failure);
        }

        var delay = RetryDelay.FullJitter(_failures++);
        _source.TellRetry(_failures, delay, LarkErrors.Localized($"{why} at byte {Position}", $"{why}，止于第 {Position} 字节"));
        await Task.Delay(delay, _source.Clock, cancellationToken).ConfigureAwait(false);
    }

    private LarkException Incomplete(string why, Exception? failure)
    {
        var of = _source.Total is { } total ? LarkErrors.Localized($" of {total}", $"（共 {total} 字节）") : string.Empty;
        var id = failure is TimeoutException ? ModuleErrors.Timeout : ModuleErrors.TransferIncomplete;
        return LarkErrors.Local(id, LarkErrors.Localized($"{_source.Id} is incomplete at byte {Position}{of}: {why}.", $"{_source.Id} 不完整，止于第 {Position} 字节{of}：{why}。"), _source.Id.FileKey, failure);
    }

    private void Drop()
    {
        _response?.Dispose();
        _response = null;
    }
}
