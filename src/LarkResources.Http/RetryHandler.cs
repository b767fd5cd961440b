using System.Net;
using LarkResources.Api;
using LarkResources.Errors;
using Polly;
using Polly.Retry;

namespace LarkResources.Http;

/// <summary>Sends again what may succeed the next time: quota refusals, server faults, lost connections, JSON that ends in the middle. Anything else is final.</summary>
/// <remarks>
/// A refusal for the quota says nothing of the resource, so it does not count among the retries of a call. A server that refuses for ever still ends
/// it: after as many refusals as there may be retries, each waited out as long as it asked, the next one is the error.
/// </remarks>
internal sealed class RetryHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<Tries> TriesKey = new("tries");

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public RetryHandler(int maximumRetryCount, TimeProvider? clock = null) => _pipeline = maximumRetryCount == 0
        ? ResiliencePipeline<HttpResponseMessage>.Empty
        : new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 2 * maximumRetryCount,
                ShouldHandle = args => new(TriesOf(args.Context) is var tries && tries.Count(args.Outcome) < maximumRetryCount
                    && !IsWantedByCaller(args.Outcome, tries.Call) && Reason(args.Outcome, args.Context.CancellationToken) is not null),
                DelayGenerator = static args => new(DelayFor(args.Outcome, TriesOf(args.Context))),
                OnRetry = args => OnRetryAsync(args, maximumRetryCount),
            })
            .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(TriesKey, new(request.Info()));
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

    private static Tries TriesOf(ResilienceContext context) => context.Properties.GetValue(TriesKey, null!);

    private static bool IsWantedByCaller(Outcome<HttpResponseMessage> outcome, RequestInfo call) =>
        outcome.Result is { StatusCode: HttpStatusCode.BadGateway } && call.IsToldBadGateway;

    private static bool IsRefused(Outcome<HttpResponseMessage> outcome) => outcome.Result?.Fault() is { } fault && RateLimitHandler.IsQuotaRefusal(fault);

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
    private static TimeSpan? DelayFor(Outcome<HttpResponseMessage> outcome, Tries tries) =>
        IsRefused(outcome) ? TimeSpan.Zero : RetryDelay.FullJitter(tries.Failed);

    private static ValueTask OnRetryAsync(OnRetryArguments<HttpResponseMessage> args, int maximumRetryCount)
    {
        var tries = TriesOf(args.Context);
        tries.Add(args.Outcome);
        var reason = Reason(args.Outcome, CancellationToken.None) ?? "unknown";
        tries.Call.Observer?.OnRetry(new(tries.Call.Path, tries.Count(args.Outcome), maximumRetryCount, args.RetryDelay, reason));
        args.Outcome.Result?.Dispose();
        return default;
    }

    /// <summary>How often one call was sent again so far, by the two reasons that are counted apart.</summary>
    private sealed class Tries(RequestInfo call)
    {
        private int _refused;

        public RequestInfo Call => call;

        public int Failed { get; private set; }

        public int Count(Outcome<HttpResponseMessage> outcome) => IsRefused(outcome) ? _refused : Failed;

        public void Add(Outcome<HttpResponseMessage> outcome)
        {
            if (IsRefused(outcome))
            {
                _refused++;
            }
            else
            {
                Failed++;
            }
        }
    }
}
