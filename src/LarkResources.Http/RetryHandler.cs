using System.Net;
using LarkResources.Api;
using LarkResources.Errors;
using Polly;
using Polly.Retry;

namespace LarkResources.Http;

/// <summary>Sends again what may succeed the next time: quota refusals, server faults, lost connections, JSON that ends in the middle. Anything else is final.</summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<RequestInfo> CallKey = new("call");

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public RetryHandler(int maximumRetryCount, TimeProvider? clock = null) => _pipeline = maximumRetryCount == 0
        ? ResiliencePipeline<HttpResponseMessage>.Empty
        : new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = maximumRetryCount,
                ShouldHandle = static args => new(!IsWantedByCaller(args) && Reason(args.Outcome, args.Context.CancellationToken) is not null),
                DelayGenerator = static args => new(DelayFor(args.Outcome, args.AttemptNumber)),
                OnRetry = args => OnRetryAsync(args, maximumRetryCount),
            })
            .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, request.Info());
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, state) => await state.Handler.SendOnceAsync(state.Request, context.CancellationToken).ConfigureAwait(false),
                context,
                (Handler: this, Request: request)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    private static bool IsWantedByCaller(RetryPredicateArguments<HttpResponseMessage> args) =>
        args.Outcome.Result is { StatusCode: HttpStatusCode.BadGateway } && args.Context.Properties.TryGetValue(CallKey, out var call) && call.IsToldBadGateway;

    /// <summary>Why a try may be repeated, or null when it is final.</summary>
    private static string? Reason(Outcome<HttpResponseMessage> outcome, CancellationToken cancellationToken) => outcome switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } => null,
        { Exception: HttpRequestException e } when TransportFailure.ProxyStatus(e) == (int)HttpStatusCode.ProxyAuthenticationRequired => null,
        { Exception: { } e } => ApiSend.IsTransport(e, cancellationToken) ? e.GetType().Name : null,
        { Result: { } response } when response.Fault() is { } fault => ReasonOf(fault),
        { Result: { } response } when response.IsCutOff() => LarkErrors.Localized("an incomplete response", "响应不完整"),
        _ => null,
    };

    private static string? ReasonOf(ApiFault fault) => fault switch
    {
        { Code: { } code } when ErrorCatalogue.Find(code) is { IsRetryable: true } => $"code {code}",
        _ when (fault.Disposition & Disposition.MayPass) != 0 => $"HTTP {(int)fault.Status}",
        _ => null,
    };

    // What the platform asks for is waited out by the rate limiter, together with all other callers.
    private static TimeSpan? DelayFor(Outcome<HttpResponseMessage> outcome, int attempt) =>
        outcome.Result?.Fault() is { } fault && RateLimitHandler.IsQuotaRefusal(fault) ? TimeSpan.Zero : RetryDelay.FullJitter(attempt);

    private static ValueTask OnRetryAsync(OnRetryArguments<HttpResponseMessage> args, int maximumRetryCount)
    {
        if (args.Context.Properties.TryGetValue(CallKey, out var call))
        {
            var reason = Reason(args.Outcome, CancellationToken.None) ?? "unknown";
            call.Observer?.OnRetry(new(call.Path, args.AttemptNumber + 1, maximumRetryCount, args.RetryDelay, reason));
        }

        args.Outcome.Result?.Dispose();
        return default;
    }
}
