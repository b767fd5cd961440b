using System.Net;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Http;

/// <summary>Sends again what may succeed the next time: quota refusals, server faults, lost connections, JSON that ends in the middle. Anything else is final.</summary>
/// <remarks>
/// A refusal for the quota says nothing of the resource, so it does not count among the retries of a call. A server that refuses for ever still ends
/// it: after as many refusals as there may be retries, each waited out as long as it asked, the next one is the error.
/// </remarks>
internal sealed class RetryHandler(int maximumRetryCount, TimeProvider? clock = null) : DelegatingHandler
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = request.Info();
        for (int failed = 0, refused = 0; ;)
        {
            HttpResponseMessage? response = null;
            string? reason;
            try
            {
                response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                reason = Reason(response, call);
            }
            catch (Exception e) when (failed < maximumRetryCount && MayPass(e, cancellationToken))
            {
                reason = e.GetType().Name;
            }

            var isRefused = response?.Fault() is { } fault && RateLimitHandler.IsQuotaRefusal(fault);
            var before = isRefused ? refused++ : failed++;
            if (response is not null && reason is null)
            {
                return response;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                // Also on the last try: what came in meanwhile is not why the call ends.
                response?.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (response is not null && before >= maximumRetryCount)
            {
                return response;
            }

            response?.Dispose();

            // What the platform asks for is waited out by the rate limiter, together with all other callers.
            var delay = isRefused ? TimeSpan.Zero : RetryDelay.FullJitter(before);
            call.Observer?.OnRetry(new(call.Path, before + 1, maximumRetryCount, delay, reason!));
            await Task.Delay(delay, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool MayPass(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => false,
        HttpRequestException e when TransportFailure.ProxyStatus(e) == (int)HttpStatusCode.ProxyAuthenticationRequired => false,
        _ => ApiSend.IsTransport(failure, cancellationToken),
    };

    /// <summary>Why an answer may be asked for again, or null when it is final.</summary>
    private static string? Reason(HttpResponseMessage response, RequestInfo call) => response.Fault() switch
    {
        _ when response.StatusCode is HttpStatusCode.BadGateway && call.IsToldBadGateway => null,
        { Code: { } code } when ErrorCatalogue.Find(code) is { IsRetryable: true } => LarkErrors.Localized($"code {code}", $"错误码 {code}"),
        { } fault => fault.Disposition.IsRetryable() ? $"HTTP {(int)fault.Status}" : null,
        null => response.IsCutOff() ? LarkErrors.Localized("an incomplete response", "响应不完整") : null,
    };
}
