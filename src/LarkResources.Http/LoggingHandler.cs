using System.Diagnostics;
using LarkResources.Api;

namespace LarkResources.Http;

/// <summary>Tells the caller's observer of every request on the wire. What is secret in the headers is struck out on the way.</summary>
internal sealed class LoggingHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Info() is not { Observer: { } observer } info)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var start = Stopwatch.GetTimestamp();
        var notice = new RequestNotice(request.Method.Method, info.Path, request.Headers.Range?.ToString(), null, null, default, null, null, null);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var fault = response.Fault();
            observer.OnRequest(notice with
            {
                Status = (int)response.StatusCode,
                Code = fault?.Code,
                Elapsed = Stopwatch.GetElapsedTime(start),
                Length = response.Content.Headers.ContentLength,
                LogId = fault?.LogId ?? ApiFaultReader.LogIdOf(response),
                Headers = observer.WantsHeaders ? HeaderLine.Of(request, response) : null,
            });
            return response;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            observer.OnRequest(notice with
            {
                Elapsed = Stopwatch.GetElapsedTime(start),
                Failure = e.GetType().Name,
                Headers = observer.WantsHeaders ? HeaderLine.Of(request, null) : null,
            });
            throw;
        }
    }
}
