using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Api;

/// <summary>What the handlers know of a request beyond the message itself.</summary>
/// <param name="Endpoint">One of <see cref="Endpoints"/>: the owner of the quota.</param>
/// <param name="Path">The path as it may be shown.</param>
/// <param name="Anonymous">True for a call that carries no token.</param>
/// <param name="Observer">Who wants to hear of requests, retries and waits; may be null.</param>
internal sealed record RequestInfo(string Endpoint, string Path, bool Anonymous = false, ICallObserver? Observer = null)
{
    /// <summary>True when a success is JSON and not the bytes of a resource: then a body that is cut off can be told, and asked for again.</summary>
    public bool ReadsJson { get; init; }

    /// <summary>The secrets in its body: a server may send them back.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>True when HTTP 502 may be said of the resource and not of the gateway: then the caller hears it at once.</summary>
    public bool IsToldBadGateway { get; init; }
}

/// <summary>Hears what happens to the requests of one cmdlet. Called on any thread.</summary>
internal interface ICallObserver
{
    /// <summary>True when the headers are read; formatting them costs more than all other notices of a request.</summary>
    bool WantsHeaders { get; }

    void OnRequest(RequestNotice notice);

    void OnRetry(RetryNotice notice);

    void OnQuotaWait(QuotaWaitNotice notice);
}

/// <summary>One request on the wire and what came back.</summary>
internal sealed record RequestNotice(string Method, string Path, string? Range, int? Status, int? Code, TimeSpan Elapsed, long? Length, string? LogId, string? Failure)
{
    /// <summary>The headers of both sides in one line, with what is secret struck out; null for an observer who does not want them.</summary>
    public string? Headers { get; init; }
}

/// <summary>A request that is about to be sent again.</summary>
internal sealed record RetryNotice(string Path, int Attempt, int MaximumRetryCount, TimeSpan Delay, string Reason);

/// <summary>A wait for the quota, either of the client's own limiter or because the platform asked for it.</summary>
internal sealed record QuotaWaitNotice(string Endpoint, TimeSpan Delay, bool AskedByPlatform);

/// <summary>Carries <see cref="RequestInfo"/> and the inspected fault along with a request.</summary>
internal static class RequestExtensions
{
    private static readonly HttpRequestOptionsKey<RequestInfo> InfoKey = new("LarkResources.Call");
    private static readonly HttpRequestOptionsKey<ApiFault?> FaultKey = new("LarkResources.Fault");
    private static readonly HttpRequestOptionsKey<bool> CutOffKey = new("LarkResources.CutOff");
    private static readonly HttpRequestOptionsKey<SentSecrets> SecretsKey = new("LarkResources.Secrets");

    public static void Describe(this HttpRequestMessage request, RequestInfo info) => request.Options.Set(InfoKey, info);

    public static RequestInfo Info(this HttpRequestMessage request) =>
        request.Options.TryGetValue(InfoKey, out var info) ? info : throw new InvalidOperationException("A request without RequestInfo.");

    /// <summary>Says what no text of the answer may show.</summary>
    public static void SetSecrets(this HttpRequestMessage request, SentSecrets secrets) => request.Options.Set(SecretsKey, secrets);

    /// <summary>What no text of the answer may show; null for a request that never reached the chain.</summary>
    public static SentSecrets? Secrets(this HttpRequestMessage request) => request.Options.TryGetValue(SecretsKey, out var secrets) ? secrets : null;

    /// <summary>A text of the answer, or what is made of one, as it may be shown.</summary>
    public static string Strike(this HttpRequestMessage request, string text) => request.Secrets()?.Strike(text) ?? text;

    public static void SetFault(this HttpResponseMessage response, ApiFault? fault) => response.RequestMessage!.Options.Set(FaultKey, fault);

    /// <summary>What the innermost handler read from the answer: null is a success.</summary>
    public static ApiFault? Fault(this HttpResponseMessage response) =>
        response.RequestMessage!.Options.TryGetValue(FaultKey, out var fault) ? fault : null;

    public static void SetCutOff(this HttpResponseMessage response, bool isCutOff) => response.RequestMessage!.Options.Set(CutOffKey, isCutOff);

    /// <summary>True for a success whose JSON is empty or ends in the middle.</summary>
    public static bool IsCutOff(this HttpResponseMessage response) => response.RequestMessage!.Options.TryGetValue(CutOffKey, out var isCutOff) && isCutOff;
}
