using System.Net;
using System.Runtime.ExceptionServices;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources.Transfer;

/// <summary>One resource on the server: what the first answer told of it, and how to get any part of it again.</summary>
/// <param name="client">Asks for it.</param>
/// <param name="id">The resource.</param>
/// <param name="maximumRetryCount">How often one part is tried again.</param>
/// <param name="alternatives">Where else it may be served.</param>
/// <param name="isVideo">True for a video, which may be served as media only.</param>
internal sealed class ResourceSource(LarkClient client, ResourceId id, int maximumRetryCount, AlternativeMessages? alternatives = null, bool isVideo = false)
{
    /// <summary>The id under which the platform serves it, after it refused the one that was given.</summary>
    private ResourceId? _alternative;

    /// <summary>What was asked for; null where only the key counts.</summary>
    private readonly TransferRequest? _request;

    /// <summary>True while it is not known whether the platform serves a video as a file.</summary>
    private bool _mayBeMedia = isVideo && id.Type is LarkResourceType.File;

    public ResourceSource(LarkClient client, TransferRequest request, int maximumRetryCount)
        : this(client, request.Id, maximumRetryCount, request.Alternatives, request.IsVideo) => _request = request;

    public ResourceId Id => id;

    public int MaximumRetryCount => maximumRetryCount;

    public TimeProvider Clock => client.Clock;

    /// <summary>The name of a file without what it must not show.</summary>
    public string Shown(string name) => client.Secrets.Strike(name, SentSecrets.HiddenInName);

    /// <summary>How many of the first bytes are wanted; null for all. No more are asked for.</summary>
    public int? First { get; init; }

    /// <summary>The length that was declared when a body turned out to be longer than it should.</summary>
    private long? _declared;

    /// <summary>The length of the whole; null while no answer has told.</summary>
    public long? Total { get; private set; }

    /// <summary>What names this version of the bytes, when the server names it.</summary>
    public string? Validator { get; private set; }

    /// <summary>True when the server answers ranges, so that one part can be requested alone.</summary>
    public bool IsRanged { get; private set; }

    /// <summary>The longest range to ask for. Where one answer may be no longer than a chunk, the server says so.</summary>
    public long LongestRange { get; private set; } = TransferLimits.LongRange;

    /// <summary>True when the parts are fetched side by side.</summary>
    public bool IsFetchedInParallel => IsRanged && Total > TransferLimits.ParallelThreshold && First is null;

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

    /// <summary>A further part, or the rest of one that broke; null when nothing follows.</summary>
    /// <param name="range">What is wanted.</param>
    /// <param name="mayBeTheEnd">True when it is not known yet whether the resource ends here.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="RestartException">The answer does not continue what the first one began.</exception>
    public async Task<ResourceResponse?> ContinueAsync(ByteRange range, bool mayBeTheEnd, CancellationToken cancellationToken)
    {
        ResourceResponse response;
        try
        {
            response = await client.OpenResourceAsync(_alternative ?? id, range, Validator, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (e.HttpStatusCode is HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return Total is null ? null : throw new RestartException(LarkErrors.Localized($"{range} of {Total} no longer exist", $"{range}（共 {Total} 字节）已不存在"), withoutRange: false);
        }
        catch (LarkException e) when (e.Code == ApiCodes.ResourceTooLarge && !range.IsOpen && range.Length > TransferLimits.ChunkSize)
        {
            // How much one answer may hold is disputed; every client asks for a chunk.
            LongestRange = TransferLimits.ChunkSize;
            return await ContinueAsync(range with { To = range.From + TransferLimits.ChunkSize - 1 }, mayBeTheEnd, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (mayBeTheEnd && !response.IsPartial)
            {
                await CheckWholeLengthAsync(response, range.From, cancellationToken).ConfigureAwait(false);
                response.Dispose();
                return null;
            }

            CheckContinues(response, range);
            Total ??= response.Range?.Total;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Refuses the page of a proxy or of a sign-in that came with status 200, as if it were the file.</summary>
    /// <param name="firstBytes">The start of the body, of a first answer that is whole.</param>
    /// <exception cref="LarkException">UnexpectedResponse.</exception>
    public void RefuseWebPage(ReadOnlySpan<byte> firstBytes)
    {
        // A file that the platform hands out has a Content-Disposition, whatever its type.
        if (!IsRanged && ContentDisposition is null && ContentType?.ToLowerInvariant() is "text/html" or "application/xhtml+xml" && _request is { IsBinary: true }
            && WellFormedJson.WithoutPreamble(firstBytes).TrimStart(" \t\r\n"u8) is [(byte)'<', ..])
        {
            throw LarkErrors.Local(
                ModuleErrors.UnexpectedResponse,
                LarkErrors.Localized($"{id} could not be downloaded: a web page arrived in its place.", $"无法下载{id}：返回的是网页，而不是该资源。"),
                id.FileKey,
                recommendation: LarkErrors.Localized(
                    "Run the command again later. If a web page arrives again, a proxy or firewall sends it: ask your network team to let this machine reach the platform directly.",
                    "请稍后重新运行该命令。如果返回的仍是网页，则由代理或防火墙发送：请让网络管理员允许本机直接访问平台。"));
        }
    }

    /// <summary>The reason to start again when a body went on behind its end. Cutting it would hide that something on the way changed it.</summary>
    public RestartException TooLong(long declared, long sent, bool isMore = false)
    {
        _declared = Total;
        return new(
            LarkErrors.Localized($"{declared} bytes were declared and {(isMore ? "more than " : string.Empty)}{sent} sent", $"声明为 {declared} 字节，实际发送{(isMore ? "超过" : string.Empty)} {sent} 字节"),
            withoutRange: true);
    }

    /// <summary>Tells the observer that something is about to be tried again.</summary>
    public void TellRetry(int attempt, TimeSpan delay, string reason) =>
        client.Observer?.OnRetry(new(LarkClient.ResourcePath(id), attempt, maximumRetryCount, delay, reason));

    private ByteRange PartFrom(long from) => new(from, Math.Min(from - (from % TransferLimits.ChunkSize) + TransferLimits.ChunkSize, First ?? long.MaxValue) - 1);

    private async Task<ResourceResponse> FirstAnswerAsync(ResumePoint? start, bool withoutRange, CancellationToken cancellationToken)
    {
        try
        {
            return await AskFirstAsync(start, withoutRange, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException refusal) when (_alternative is null && alternatives is not null)
        {
            foreach (var messageId in alternatives.After(refusal, id.MessageId))
            {
                _alternative = id with { MessageId = messageId };
                try
                {
                    return await AskFirstAsync(start, withoutRange, cancellationToken).ConfigureAwait(false);
                }
                catch (LarkException e) when (e.Code is not null && (e.Disposition & (Disposition.MayPass | Disposition.FinalForRun)) == 0)
                {
                    // Refused here too. What may pass is told as it is: it leaves open where the resource is served.
                    _alternative = null;
                }
            }

            // The caller knows the first id, and its refusal is what the catalogue explains.
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
    }

    private async Task<ResourceResponse> AskFirstAsync(ResumePoint? start, bool withoutRange, CancellationToken cancellationToken)
    {
        if (start is { } resume)
        {
            var rest = PartFrom(resume.From);
            try
            {
                return await OpenAsync(rest, resume.Validator, cancellationToken).ConfigureAwait(false);
            }
            catch (LarkException e) when (e.HttpStatusCode is HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // What the server has now is shorter than what an earlier run got of it: asked for again, this would fail for ever.
                throw new RestartException(LarkErrors.Localized($"{rest} no longer exist", $"{rest}已不存在"), withoutRange: false);
            }
        }

        if (id.Type is not LarkResourceType.Image && !withoutRange)
        {
            try
            {
                return await OpenAsync(PartFrom(0), null, cancellationToken).ConfigureAwait(false);
            }
            catch (LarkException e) when (e.HttpStatusCode is HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // An empty file has no first byte; the plain request below tells it from a server that has no ranges.
            }
        }

        try
        {
            return await OpenAsync(null, null, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (e.Code == ApiCodes.ResourceTooLarge && !withoutRange)
        {
            // Too large for one response; where the limit lies is disputed, so it is the server that says when.
            return await OpenAsync(PartFrom(0), null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One of the first requests. A video that a phone has sent as a file may be served as media only; the platform says HTTP 502 then.</summary>
    private async Task<ResourceResponse> OpenAsync(ByteRange? range, string? ifRange, CancellationToken cancellationToken)
    {
        var asked = _alternative ?? id;
        if (_mayBeMedia)
        {
            _mayBeMedia = false;
            try
            {
                return await client.OpenResourceAsync(asked, range, ifRange, cancellationToken, isToldBadGateway: true).ConfigureAwait(false);
            }
            catch (LarkException e) when (e.HttpStatusCode is HttpStatusCode.BadGateway)
            {
                var media = asked with { Type = LarkResourceType.Media };
                try
                {
                    var response = await client.OpenResourceAsync(media, range, ifRange, cancellationToken, isToldBadGateway: true).ConfigureAwait(false);
                    _alternative = media;
                    return response;
                }
                catch (LarkException again) when (!again.Disposition.HasFlag(Disposition.FinalForRun))
                {
                    // A gateway that is down fails in both ways: the request below is tried again as any other.
                }
            }
        }

        return await client.OpenResourceAsync(asked, range, ifRange, cancellationToken).ConfigureAwait(false);
    }

    private void Adopt(ResourceResponse response, long from, ByteRange? asked)
    {
        IsRanged = response.IsPartial;
        Validator = response.Validator;
        ContentType = response.ContentType;
        ContentDisposition = response.ContentDisposition;
        if (!response.IsPartial)
        {
            AdoptWhole(response);
            return;
        }

        if (response.Range is not { Range: { } range, Total: { } total } || range.From != from || range.To > (asked?.To ?? total - 1))
        {
            throw new RestartException(LarkErrors.Localized($"the first part from byte {from} on was answered with other bytes", $"从第 {from} 字节开始的首个分块返回了其他内容"), withoutRange: true);
        }

        Total = total;
        CheckLength(response, range);
    }

    private void AdoptWhole(ResourceResponse response)
    {
        Total = response.BodyLength ?? _declared;
        if (_declared is { } declared && Total is { } sent && sent != declared)
        {
            // Asked for as a whole it still has another length than its parts were said to have: no way to tell which bytes are too many.
            throw LarkErrors.Local(
                ModuleErrors.TransferIncomplete, LarkErrors.Localized($"{id} could not be downloaded completely: {declared} bytes were declared and {sent} sent.", $"{id} 未能完整下载：声明为 {declared} 字节，实际发送 {sent} 字节。"), id.FileKey);
        }
    }

    private void CheckContinues(ResourceResponse response, ByteRange asked)
    {
        if (response.Validator is { } validator && Validator is { } known && validator != known)
        {
            throw new RestartException(LarkErrors.Localized("it was replaced on the server", "服务器上的资源已被替换"), withoutRange: false);
        }

        if (!response.IsPartial)
        {
            throw new RestartException(LarkErrors.Localized($"the whole resource arrived where {asked} was requested", $"请求{asked}时返回了全部内容"), withoutRange: true);
        }

        if (response.Range is not { Range: { } got, Total: var total } || got.From != asked.From || got.To > asked.To)
        {
            throw new RestartException(LarkErrors.Localized($"{asked} was answered with other bytes", $"请求{asked}时返回了其他内容"), withoutRange: true);
        }

        if (total is { } now && Total is { } before && now != before)
        {
            throw new RestartException(LarkErrors.Localized($"its length changed from {before} to {now} bytes", $"其长度从 {before} 字节变为 {now} 字节"), withoutRange: false);
        }

        CheckLength(response, got);
    }

    // Seen in the wild: a body longer than its Content-Range.
    private void CheckLength(ResourceResponse response, ByteRange range)
    {
        if (response.BodyLength is { } length && length > range.Length)
        {
            throw TooLong(range.Length, length);
        }
    }

    /// <summary>A server without ranges sends the whole again: two readings of the same length prove that the first was whole.</summary>
    private static async Task CheckWholeLengthAsync(ResourceResponse response, long length, CancellationToken cancellationToken)
    {
        var again = response.BodyLength ?? await CountAsync(response, cancellationToken).ConfigureAwait(false);
        if (again != length)
        {
            throw new RestartException(LarkErrors.Localized($"{length} bytes arrived at first and {again} when they were requested again", $"第一次收到 {length} 字节，再次请求时收到 {again} 字节"), withoutRange: true);
        }
    }

    /// <summary>Reads the body to its end and gives its length only.</summary>
    private static async Task<long> CountAsync(ResourceResponse response, CancellationToken cancellationToken)
    {
        var buffer = new byte[TransferLimits.BlockLength];
        var length = 0L;
        try
        {
            while (await response.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                length += count;
            }
        }
        catch (Exception e) when (ApiSend.IsTransport(e, cancellationToken))
        {
            // It broke: the caller compares, and what broke is too short.
        }

        return length;
    }
}

/// <summary>Where an earlier run stopped.</summary>
/// <param name="From">The first byte that is missing.</param>
/// <param name="Validator">The version it belongs to, when the server named one.</param>
internal readonly record struct ResumePoint(long From, string? Validator);
