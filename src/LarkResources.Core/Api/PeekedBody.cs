using LarkResources.Text;

namespace LarkResources.Api;

/// <summary>The first bytes of a body, and what is needed to go on behind them.</summary>
internal sealed class PeekedBody
{
    private const int FirstRead = 16 * 1024;

    /// <summary>As much room is made at once for a body that says its length; more comes only with the bytes.</summary>
    private const int MostAtOnce = 256 * 1024;

    private ReadOnlyMemory<byte>? _json;

    private PeekedBody(Stream rest) => Rest = rest;

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>The bytes as JSON of which every string can be read; looked through once, however often it is asked for.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= WellFormedJson.Of(Bytes);

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
        var buffer = new byte[Math.Min(RoomFor(content.Headers.ContentLength), limit)];
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

    /// <summary>One byte more than the body has, so that its end is seen without making more room.</summary>
    private static int RoomFor(long? length) => length is { } declared ? (int)Math.Clamp(declared + 1, FirstRead, MostAtOnce) : FirstRead;

    /// <summary>Says from the bytes so far whether more are needed.</summary>
    internal delegate bool EnoughTest(ReadOnlySpan<byte> bytes);
}
