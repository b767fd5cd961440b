using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Http;

/// <summary>Lets no more calls through than the quota of their endpoint, and makes all callers wait when the platform asks for it. Who may go takes the token with it.</summary>
internal sealed class RateLimitHandler(QuotaRegistry quotas, QuotaLimits limits) : DelegatingHandler
{
    /// <summary>What is waited when the platform refuses for the quota and names no time, or none at all: the shorter of its two windows.</summary>
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);

    public static bool IsQuotaRefusal(ApiFault fault) => fault.Disposition.HasFlag(Disposition.WaitForQuota);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = request.Info();
        var quota = quotas.Of(call.Endpoint);
        var grant = await quota.WaitAsync(call, limits, cancellationToken).ConfigureAwait(false);
        if (CallToken.Of(request) is { } token && !await token.PutAsync(request, cancellationToken).ConfigureAwait(false))
        {
            // The token was replaced meanwhile and took its time: all who waited for it would go at once, on grants of the past.
            grant = await quota.WaitAsync(call, limits, cancellationToken).ConfigureAwait(false);
            await token.PutAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        quota.Answered(grant);
        if (response.Fault() is { } fault && IsQuotaRefusal(fault))
        {
            quota.Refused(grant, fault.RetryAfter is { Ticks: > 0 } asked ? asked : DefaultPause);
        }

        return response;
    }
}
