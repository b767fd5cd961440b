namespace LarkResources.Api;

/// <summary>The first bytes of a body, and what is needed to go on behind them.</summary>
internal sealed class PeekedBody
{
    private const int FirstRead = 16 * 1024;

    private PeekedBody(Stream rest) => Rest = rest;

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>True when nothing follows <see cref="Bytes"/>.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Why reading broke off behind <see cref="Bytes"/>; a reader must meet it there, not earlier.</summary>
    public Exception? Failure { get; private set; }

    public Stream Rest { get; }

    /// <summary>Reads until the body ends, breaks, is longer than <paramref name="limit"/>, or <paramref name="isEnough"/> has seen enough.</summary>
    public static async Task<PeekedBody> ReadAsync(HttpContent content, int limit, EnoughTest isEnough, CancellationToken cancellationToken)
    {
        var rest = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (rest is ReplayStream { Unread: { } whole } && (whole.IsComplete || whole.Failure is not null || whole.Bytes.Length == limit))
        {
            // The chain has read it up to here already: nothing need be copied.
            return whole;
        }

        var peeked = new PeekedBody(rest);
        var buffer = new byte[Math.Min(FirstRead, limit)];
        var length = 0;
        try
        {
            while (length < limit && !isEnough(buffer.AsSpan(0, length)))
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit));
                }

                var count = await rest.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    peeked.IsComplete = true;
                    break;
                }

                length += count;
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is IOException or HttpRequestException or TimeoutException or OperationCanceledException)
        {
            peeked.Failure = e;
        }

        peeked.Bytes = buffer.AsMemory(0, length);
        return peeked;
    }

    /// <summary>Says from the bytes so far whether more are needed.</summary>
    internal delegate bool EnoughTest(ReadOnlySpan<byte> bytes);
}
