using System.Net;
using System.Text;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Http;

/// <summary>Watches for silence, strikes secrets out of what a server says, and reads whether an answer is a failure, once, for all handlers around it.</summary>
/// <param name="idleTimeout">How long nothing may come.</param>
/// <param name="closing">Cancelled when the connection is closed: what is being read then ends.</param>
/// <param name="secrets">Takes what each request carries.</param>
/// <param name="proxy">The proxy of the socket, which may send back what it was sent; null for none.</param>
internal sealed class ApiErrorHandler(TimeSpan idleTimeout, CancellationToken closing, SentSecrets? secrets = null, IWebProxy? proxy = null) : DelegatingHandler
{
    private readonly SentSecrets _secrets = secrets ?? new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Note(request);
        var response = await AwaitHeadersAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            response.RequestMessage ??= request;
            StruckHeaders.Clean(response, _secrets);
            response.Content = new WrappedContent(
                response.Content, async body => new IdleTimeoutStream(await body.ReadAsStreamAsync().ConfigureAwait(false), idleTimeout, _secrets, closing));
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

    private void Note(HttpRequestMessage request)
    {
        foreach (var secret in request.Info().Secrets)
        {
            _secrets.Note(secret);
        }

        _secrets.Note(request.Headers.Authorization?.Parameter);
        NoteProxy(request.RequestUri!);
        request.SetSecrets(_secrets);
    }

    /// <summary>The socket sends the credentials of the proxy, in a header that no handler sees. Through a tunnel no server answers with them.</summary>
    private void NoteProxy(Uri address)
    {
        if (address.Scheme == Uri.UriSchemeHttp && proxy?.Credentials is { } credentials && !proxy.IsBypassed(address) && proxy.GetProxy(address) is { } via
            && credentials.GetCredential(via, "Basic") is { Password.Length: > 0 } credential)
        {
            var user = credential.Domain.Length == 0 ? credential.UserName : $"{credential.Domain}\\{credential.UserName}";
            _secrets.Note(credential.Password);
            _secrets.Note(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{credential.Password}")));
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
            throw new TimeoutException(LarkErrors.Localized($"No answer within {idleTimeout.TotalSeconds:0.#} seconds.", $"{idleTimeout.TotalSeconds:0.#} 秒内没有收到响应。"), e);
        }
        catch (Exception e) when (StruckFault.Of(e, _secrets) is { } struck)
        {
            throw struck;
        }
    }
}
