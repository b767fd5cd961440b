using System.Net;
using System.Text;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>A tenant behind a line on which a number says what goes wrong.</summary>
internal sealed class UnreliableTenant(Random random, HttpMessageHandler tenant) : DelegatingHandler(tenant)
{
    private readonly object _gate = new();
    private int _resourceCalls;

    /// <summary>How many calls go wrong.</summary>
    public int FaultsPerHundred { get; set; }

    /// <summary>Whether a resource may be refused as if for good, and be served later all the same.</summary>
    public bool RefusesForAWhile { get; init; }

    /// <summary>Called at each request and each read of a file: the moments at which a run may be stopped.</summary>
    public Action Moment { get; set; } = static () => { };

    public int ResourceCalls => Volatile.Read(ref _resourceCalls);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Moment();
        cancellationToken.ThrowIfCancellationRequested();
        var isResource = request.RequestUri!.AbsolutePath.Contains("/resources/", StringComparison.Ordinal);
        if (isResource)
        {
            Interlocked.Increment(ref _resourceCalls);
        }

        int fault;
        lock (_gate)
        {
            fault = random.Next(100) < FaultsPerHundred ? random.Next(24) : -1;
        }

        request.Headers.Authorization = new("Bearer", SandboxCredentials.StaticTenantToken);
        var response = Wrong(fault, isResource) ?? await base.SendAsync(request, cancellationToken);
        response.RequestMessage = request;
        return isResource && response.IsSuccessStatusCode ? await InPiecesAsync(response, fault, cancellationToken) : response;
    }

    private HttpResponseMessage? Wrong(int fault, bool isResource) => fault switch
    {
        0 or 1 => throw new HttpRequestException(HttpRequestError.ConnectionError, "No connection."),
        2 or 3 => Answer(HttpStatusCode.BadGateway, "<html>"),
        4 => Answer(HttpStatusCode.InternalServerError, """{"code":2200,"msg":"Internal Error"}"""),
        5 or 6 => Answer(HttpStatusCode.TooManyRequests, """{"code":99991400,"msg":"request trigger frequency limit"}"""),
        7 => Answer(HttpStatusCode.OK, """{"code":2200,"msg":"Internal Error"}"""),
        8 when isResource && RefusesForAWhile => Answer(HttpStatusCode.BadRequest, """{"code":234040,"msg":"Message is in restricted mode."}"""),
        9 when isResource => Answer(HttpStatusCode.BadRequest, """{"code":234001,"msg":"Invalid request param."}"""),
        11 when !isResource => Answer(HttpStatusCode.OK, """{"code":230002,"msg":"The bot can not be outside the group."}"""),
        12 when !isResource => Answer(HttpStatusCode.OK, "{\"code\":0,"),
        13 => Answer(HttpStatusCode.Unauthorized, """{"code":99991663,"msg":"Invalid access token for authorization."}"""),
        _ => null,
    };

    private async Task<HttpResponseMessage> InPiecesAsync(HttpResponseMessage response, int fault, CancellationToken cancellationToken)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var breaks = fault is > 13 and < 23 && bytes.Length > 0;
        int length;
        lock (_gate)
        {
            length = breaks ? random.Next(bytes.Length) : bytes.Length;
        }

        var content = new StreamContent(new SimulatedBody(() => Moment(), bytes.AsMemory(0, length), breaks, stalls: fault == 23 && random.OneIn(4), static () => { }));
        foreach (var header in response.Content.Headers.NonValidated)
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
        }

        response.Content = content;
        return response;
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
