using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Http;

/// <summary>Watches for silence and reads whether an answer is a failure, once, for all handlers around it.</summary>
/// <param name="idleTimeout">How long nothing may come.</param>
/// <param name="closing">Cancelled when the connection is closed: what is being read then ends.</param>
internal sealed class ApiErrorHandler(TimeSpan idleTimeout, CancellationToken closing) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await AwaitHeadersAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            response.RequestMessage ??= request;
            response.Content = new WrappedContent(
                response.Content, async body => new IdleTimeoutStream(await body.ReadAsStreamAsync().ConfigureAwait(false), idleTimeout, closing));
            var (fault, isCutOff) = request.Info().ReadsJson
                ? await ApiFaultReader.InspectJsonAsync(response, cancellationToken).ConfigureAwait(false)
                : (await ApiFaultReader.InspectAsync(response, cancellationToken).ConfigureAwait(false), false);
            response.SetFault(fault);
            response.SetCutOff(isCutOff);
            return response;
        }
        catch (Exception e) when (ApiSend.IsTransport(e, cancellationToken))
        {
            response.Dispose();
            FailedPeer.At(request.RequestUri!).NoteOn(e);
            throw;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> AwaitHeadersAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(idleTimeout);
        try
        {
            return await base.SendAsync(request, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {idleTimeout.TotalSeconds:0.#} seconds.", e);
        }
    }
}
