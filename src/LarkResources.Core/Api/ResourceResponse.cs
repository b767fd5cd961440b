using System.Net;
using System.Text;
using LarkResources.Errors;
using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources.Api;

/// <summary>An answer of the resource endpoint whose body has not been read.</summary>
internal sealed class ResourceResponse : IDisposable
{
    private readonly HttpResponseMessage _response;

    private ResourceResponse(HttpResponseMessage response, Stream body)
    {
        _response = response;
        Body = body;
    }

    public Stream Body { get; }

    public bool IsPartial => _response.StatusCode is HttpStatusCode.PartialContent;

    /// <summary>What was asked for; null for the whole.</summary>
    public ByteRange? RequestedRange =>
        _response.RequestMessage?.Headers.Range?.Ranges.SingleOrDefault() is { From: { } from, To: { } to } ? new(from, to) : null;

    /// <summary>What an answer with a part says of it; null for the whole, and when it cannot be understood.</summary>
    public ContentRange? Range => IsPartial && ContentType is not "multipart/byteranges" ? ContentRange.Parse(Header("Content-Range")) : null;

    /// <summary>The declared length of this body; null when the framing does not tell.</summary>
    public long? BodyLength => _response.Content.Headers.ContentLength;

    /// <summary>True when a body that was cut off looks just like one that ended: no length, no chunks, only the end of the connection.</summary>
    public bool EndsWithConnection => BodyLength is null && _response.Version.Major < 2 && _response.Headers.TransferEncodingChunked is not true;

    public string? ContentType => _response.Content.Headers.ContentType?.MediaType;

    /// <summary>As it came; the platform puts raw UTF-8 in it, which .NET shows as Latin-1.</summary>
    public string? ContentDisposition => Header("Content-Disposition");

    /// <summary>A strong ETag, else Last-Modified, else null. Whether the platform sends either is not documented.</summary>
    /// <remarks>It goes back in <c>If-Range</c>, and a request takes ASCII only: what holds more would make every further part fail.</remarks>
    public string? Validator => (_response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : Header("Last-Modified")) is { } validator && Ascii.IsValid(validator) ? validator : null;

    public static async Task<ResourceResponse> OpenAsync(HttpResponseMessage response, ResourceId id, CancellationToken cancellationToken)
    {
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            // 204 or 304 would pass for an empty file, and 203 says itself that the bytes were changed on the way.
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Localized($"{id} could not be downloaded: the server answered HTTP {(int)response.StatusCode}.", $"无法下载{id}：服务器返回 HTTP {(int)response.StatusCode}。"), id.FileKey);
        }

        if (response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encodings)
            && encodings.Any(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Localized($"{id} arrived encoded as '{encodings}' although the plain bytes were requested.", $"{id} 以 '{encodings}' 编码返回，但请求的是原始字节。"), id.FileKey);
        }

        if (response.Headers.NonValidated.TryGetValues("Transfer-Encoding", out var framings)
            && framings.SelectMany(framing => framing.Split(',', StringSplitOptions.TrimEntries)).Any(framing => framing.ToLowerInvariant() is not ("chunked" or "identity")))
        {
            // The framework takes away chunks only, and hands out what else was done to the bytes as if they were those of the file.
            var framing = SingleLineText.From(framings.ToString(), 60);
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Localized($"{id} arrived with the transfer encoding '{framing}', which was not requested.", $"{id} 以未请求的传输编码 '{framing}' 返回。"), id.FileKey);
        }

        if (response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths) && (response.Content.Headers.ContentLength is null || lengths.Distinct().Count() > 1))
        {
            // Without it the end of the connection would pass for the end of the bytes.
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Localized($"{id} has a length that is not valid: '{SingleLineText.From(lengths.ToString(), 60)}'.", $"{id} 的长度无效：'{SingleLineText.From(lengths.ToString(), 60)}'。"), id.FileKey);
        }

        return new(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
    }

    public void Dispose() => _response.Dispose();

    private string? Header(string name) => _response.Content.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
