using System.Net.Http.Headers;
using System.Text.Json;
using LarkResources.Errors;
using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources.Api;

/// <summary>The endpoints of the platform as one caller uses them. Cheap: every cmdlet makes its own, all share the connection's sockets.</summary>
internal sealed partial class LarkClient(HttpClient http, Uri baseUri, ICallObserver? observer)
{
    private readonly object _gate = new();
    private TimeSpan _clockLead;

    /// <summary>Who hears of requests and retries; may be null.</summary>
    public ICallObserver? Observer => observer;

    /// <summary>The host on which links to messages open; null where it is not known.</summary>
    public string? LinkHost { get; } = AppLink.HostFor(baseUri.Host);

    /// <summary>True for calls on behalf of a person, who also sees single chats.</summary>
    public bool IsOfUser { get; init; }

    /// <summary>What the connection has sent and no file or record may show.</summary>
    public SentSecrets Secrets { get; init; } = new();

    /// <summary>Measures the waits between two tries; a test lets them pass at once.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How far the clock of this machine is ahead of the platform's, by the dates of its answers so far; zero where no answer shows a lead.</summary>
    /// <remarks>The time that an answer takes is in it, so it is too much rather than too little, unless a cache overstates its age.</remarks>
    public TimeSpan ClockLead
    {
        get
        {
            lock (_gate)
            {
                return _clockLead;
            }
        }
    }

    /// <summary>The path of a resource, as it may be shown too.</summary>
    public static string ResourcePath(ResourceId id)
    {
        var type = id.Type switch
        {
            LarkResourceType.Image => "image",
            LarkResourceType.Media => "media",
            _ => "file",
        };
        return $"/open-apis/im/v1/messages/{ApiPath.Segment("MessageId", id.MessageId)}/resources/{ApiPath.Segment("FileKey", id.FileKey)}?type={type}";
    }

    /// <summary>Opens a resource of a message: whole, or one range of it.</summary>
    /// <param name="id">The resource.</param>
    /// <param name="range">The bytes; null for all.</param>
    /// <param name="ifRange">The version of which they are wanted, or null.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <param name="isToldBadGateway">True to hear of HTTP 502 at once, without a retry.</param>
    /// <remarks>GET im/v1/messages/:message_id/resources/:file_key?type= (official page "获取消息中的资源文件").</remarks>
    public async Task<ResourceResponse> OpenResourceAsync(
        ResourceId id, ByteRange? range, string? ifRange, CancellationToken cancellationToken, bool isToldBadGateway = false)
    {
        using var request = Request(HttpMethod.Get, Endpoints.MessageResource, ResourcePath(id)[1..], readsJson: false, isToldBadGateway);
        if (range is { } part)
        {
            request.Headers.Range = new RangeHeaderValue(part.From, part.IsOpen ? null : part.To);
            if (ifRange is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Range", ifRange);
            }
        }

        var what = LarkErrors.Localized($"{id} could not be downloaded", $"无法下载{id}");
        var response = await ApiSend.SendAsync(SendAsync, request, baseUri, what, id.FileKey, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ResourceResponse.OpenAsync(response, id, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            response.Dispose();
            if (ApiSend.IsTransport(e, cancellationToken))
            {
                throw LarkErrors.FromTransport(e, baseUri, what, id.FileKey);
            }

            throw;
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    private Task<JsonDocument> GetJsonAsync(string endpoint, string path, string what, string? target, CancellationToken cancellationToken) =>
        GetAsync(endpoint, path, ApiSend.Tree, what, target, cancellationToken);

    private async Task<T> GetAsync<T>(string endpoint, string path, Func<ReadOnlyMemory<byte>, T> read, string what, string? target, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, endpoint, path, readsJson: true);
        return await ReadAsync(request, read, what, target, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonDocument> PostJsonAsync(string endpoint, string path, byte[] body, string what, string? target, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, endpoint, path, readsJson: true);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") { CharSet = "utf-8" } } };
        return await ReadAsync(request, ApiSend.Tree, what, target, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, Func<ReadOnlyMemory<byte>, T> read, string what, string? target, CancellationToken cancellationToken)
    {
        using var response = await ApiSend.SendAsync(SendAsync, request, baseUri, what, target, cancellationToken).ConfigureAwait(false);

        // Only what the platform itself said: not where a redirect leads, and not a gateway without a clock, which says 1970. A cache says how old it is.
        if (response.Headers is { Date: { Year: > 1970 } date } headers && response.RequestMessage?.RequestUri?.Host == baseUri.Host)
        {
            NoteLead(DateTimeOffset.UtcNow - date - (headers.Age ?? TimeSpan.Zero));
        }

        return await ApiSend.ReadAsync(response, read, what, target, cancellationToken).ConfigureAwait(false);
    }

    private void NoteLead(TimeSpan lead)
    {
        lock (_gate)
        {
            _clockLead = lead > _clockLead ? lead : _clockLead;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string endpoint, string path, bool readsJson, bool isToldBadGateway = false)
    {
        var request = new HttpRequestMessage(method, ApiPath.Join(baseUri, path));
        request.Describe(new RequestInfo(endpoint, "/" + path, Anonymous: false, observer) { ReadsJson = readsJson, IsToldBadGateway = isToldBadGateway });
        return request;
    }
}
