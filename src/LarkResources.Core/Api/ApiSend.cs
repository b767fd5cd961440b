using System.Runtime.ExceptionServices;
using System.Text.Json;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Api;

/// <summary>Sends one request and turns everything but a success into a <see cref="LarkException"/>.</summary>
internal static class ApiSend
{
    /// <summary>Deeper than any content of the platform, shallow enough for the stack.</summary>
    internal const int DeepestAnswer = 256;

    /// <summary>Many times the largest answer: a page of fifty messages, or a forward with all that is in it. Anything beyond that would only fill the memory.</summary>
    internal const int LargestAnswer = 32 << 20;

    private static readonly JsonDocumentOptions JsonLimits = new() { MaxDepth = DeepestAnswer };

    /// <summary>The response, whose content has not been read. The caller disposes it.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        AnonymousSend send, HttpRequestMessage request, Uri baseUri, string what, string? target, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await send(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransport(e, cancellationToken))
        {
            throw LarkErrors.FromTransport(e, baseUri, what, target);
        }
        catch (Exception e) when (e is not LarkException)
        {
            throw Interrupted(e, cancellationToken);
        }

        if (response.Fault() is { } fault)
        {
            response.Dispose();
            throw LarkErrors.FromFault(fault, what, target);
        }

        return response;
    }

    /// <summary>The answer as a tree.</summary>
    public static Task<JsonDocument> ReadJsonAsync(HttpResponseMessage response, string what, string? target, CancellationToken cancellationToken) =>
        ReadAsync(response, Tree, what, target, cancellationToken);

    /// <summary>A tree of the bytes of an answer.</summary>
    public static JsonDocument Tree(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, JsonLimits);

    /// <summary>What is read from an answer.</summary>
    /// <param name="response">Has the answer, of which nothing has been read.</param>
    /// <param name="read">Reads the bytes, in which every string is readable; a <see cref="JsonException"/> says that they are not JSON.</param>
    /// <param name="what">What failed, for the message of an error.</param>
    /// <param name="target">What was asked for.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, Func<ReadOnlyMemory<byte>, T> read, string what, string? target, CancellationToken cancellationToken)
    {
        try
        {
            var body = await PeekedBody.ReadAsync(response.Content, LargestAnswer, static _ => false, cancellationToken).ConfigureAwait(false);
            if (body.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            return body.IsComplete
                ? read(body.Json)
                : throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized($"the response is larger than {LargestAnswer >> 20} MiB, far more than this endpoint returns.", $"响应超过 {LargestAnswer >> 20} MiB，远大于接口应返回的内容。")), target);
        }
        catch (JsonException e)
        {
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response is not the documented JSON.", "响应不是接口约定的 JSON。")), target, e);
        }
        catch (Exception e) when (IsTransport(e, cancellationToken))
        {
            throw LarkErrors.FromTransport(e, response.RequestMessage!.RequestUri!, what, target);
        }
        catch (Exception e) when (e is not LarkException)
        {
            throw Interrupted(e, cancellationToken);
        }
    }

    /// <summary>True for a failure of the network, false for a cancellation that was asked for.</summary>
    public static bool IsTransport(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or TimeoutException or System.Net.Sockets.SocketException;

    /// <summary>The exception where the network was not at fault: the caller stopped the call, or the connection was closed.</summary>
    /// <remarks>A socket that is torn down by a cancellation may fail in its own way first, and a closed HttpClient cancels or is disposed: neither is what the caller should see.</remarks>
    public static Exception Interrupted(Exception e, CancellationToken cancellationToken) => e switch
    {
        _ when cancellationToken.IsCancellationRequested => e is OperationCanceledException ? e : new OperationCanceledException(e.Message, e, cancellationToken),
        OperationCanceledException or ObjectDisposedException => LarkErrors.NotConnected(),
        _ => e,
    };
}
