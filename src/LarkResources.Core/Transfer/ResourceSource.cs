using System.Net;

namespace LarkResources;

/// <summary>One resource on the server: what the first answer told of it, and how to get any part of it again.</summary>
internal sealed class ResourceSource(LarkClient client, ResourceId id, int maximumRetryCount)
{
    public ResourceId Id => id;

    public int MaximumRetryCount => maximumRetryCount;

    /// <summary>The length of the whole; null while no answer has told.</summary>
    public long? Total { get; private set; }

    /// <summary>What names this version of the bytes, when the server names it.</summary>
    public string? Validator { get; private set; }

    /// <summary>True when the server answers ranges, so that a part can be had on its own.</summary>
    public bool IsRanged { get; private set; }

    /// <summary>True when the parts are fetched side by side.</summary>
    public bool FetchesInParallel => IsRanged && Total > TransferLimits.ParallelThreshold;

    public string? ContentType { get; private set; }

    public string? ContentDisposition { get; private set; }

    /// <summary>The first request of a download.</summary>
    /// <param name="start">Where to begin, with what is known from an earlier run.</param>
    /// <param name="withoutRange">True after ranges have proved untrustworthy.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<ResourceResponse> BeginAsync(ResumePoint? start, bool withoutRange, CancellationToken cancellationToken)
    {
        var response = await FirstAnswerAsync(start, withoutRange, cancellationToken).ConfigureAwait(false);
        try
        {
            Adopt(response, start?.From ?? 0, response.RequestedRange);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>A further part, or the rest of one that broke.</summary>
    /// <exception cref="RestartException">The answer does not continue what the first one began.</exception>
    public async Task<ResourceResponse> ContinueAsync(ByteRange range, CancellationToken cancellationToken)
    {
        var response = await client.OpenResourceAsync(id, range, Validator, cancellationToken).ConfigureAwait(false);
        try
        {
            CheckContinues(response, range);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static ByteRange PartFrom(long from) => new(from, from - (from % TransferLimits.PartLength) + TransferLimits.PartLength - 1);

    private async Task<ResourceResponse> FirstAnswerAsync(ResumePoint? start, bool withoutRange, CancellationToken cancellationToken)
    {
        if (start is { } resume)
        {
            return await client.OpenResourceAsync(id, PartFrom(resume.From), resume.Validator, cancellationToken).ConfigureAwait(false);
        }

        if (id.Type is LarkResourceType.File && !withoutRange)
        {
            try
            {
                return await client.OpenResourceAsync(id, PartFrom(0), null, cancellationToken).ConfigureAwait(false);
            }
            catch (LarkException e) when (e.HttpStatusCode is HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // An empty file has no first byte; the plain request below tells it from a server that has no ranges.
            }
        }

        try
        {
            return await client.OpenResourceAsync(id, null, null, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (e.Code == 234037 && !withoutRange)
        {
            // Too large to be had whole; where the limit lies is disputed, so it is the server that says when.
            return await client.OpenResourceAsync(id, PartFrom(0), null, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Adopt(ResourceResponse response, long from, ByteRange? asked)
    {
        IsRanged = response.IsPartial;
        Validator = response.Validator;
        ContentType = response.ContentType;
        ContentDisposition = response.ContentDisposition;
        if (!response.IsPartial)
        {
            Total = response.BodyLength;
            return;
        }

        if (response.Range is not { Range: { } range, Total: { } total } || range.From != from || range.To > (asked?.To ?? total - 1))
        {
            throw new RestartException($"the first part from byte {from} on was answered with other bytes", withoutRange: true);
        }

        Total = total;
        CheckLength(response, range);
    }

    private void CheckContinues(ResourceResponse response, ByteRange asked)
    {
        if (!response.IsPartial)
        {
            throw new RestartException($"the whole came where {asked} was asked for", withoutRange: true);
        }

        if (response.Range is not { Range: { } got, Total: var total } || got.From != asked.From || got.To > asked.To)
        {
            throw new RestartException($"{asked} was answered with other bytes", withoutRange: true);
        }

        if (total is { } now && Total is { } before && now != before)
        {
            throw new RestartException($"its length changed from {before} to {now} bytes", withoutRange: false);
        }

        if (response.Validator is { } validator && Validator is { } known && validator != known)
        {
            throw new RestartException("it was replaced on the server", withoutRange: false);
        }

        CheckLength(response, got);
    }

    // Seen in the wild: a body longer than its Content-Range. Cutting it would hide that something on the way changed it.
    private static void CheckLength(ResourceResponse response, ByteRange range)
    {
        if (response.BodyLength is { } length && length > range.Length)
        {
            throw new RestartException($"{range.Length} bytes were declared and {length} sent", withoutRange: true);
        }
    }
}

/// <summary>Where an earlier run stopped.</summary>
/// <param name="From">The first byte that is missing.</param>
/// <param name="Validator">The version it belongs to, when the server named one.</param>
internal readonly record struct ResumePoint(long From, string? Validator);
