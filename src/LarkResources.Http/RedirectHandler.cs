using System.Net;

namespace LarkResources.Http;

/// <summary>Follows redirects: with the token only to the host it was meant for, and never from https to http.</summary>
internal sealed class RedirectHandler : DelegatingHandler
{
    private const int MaximumHops = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        for (var hop = 0; IsRedirect(response); hop++)
        {
            var from = response.RequestMessage!.RequestUri!;
            var to = response.Headers.Location is { } location ? new Uri(from, location) : null;
            response.Dispose();
            if (to is null || hop == MaximumHops || request.Method != HttpMethod.Get || (to.Scheme != Uri.UriSchemeHttps && to.Scheme != from.Scheme))
            {
                var why = to is null ? "without a target" : hop == MaximumHops ? $"more than {MaximumHops} times in a row" : $"to '{to.Scheme}://{to.Authority}'";
                throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, $"The server '{from.Authority}' redirected {why}; that is not followed.", null);
            }

            response = await base.SendAsync(Follow(request, to), cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    private static bool IsRedirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static HttpRequestMessage Follow(HttpRequestMessage request, Uri to)
    {
        var next = new HttpRequestMessage(request.Method, to);
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            next.Headers.TryAddWithoutValidation(name, values);
        }

        if (!SameOrigin(request.RequestUri!, to))
        {
            next.Headers.Authorization = null;
        }

        next.Describe(request.Info() with { Path = to.AbsolutePath });
        return next;
    }

    private static bool SameOrigin(Uri a, Uri b) => a.Scheme == b.Scheme && a.Port == b.Port && a.IdnHost.Equals(b.IdnHost, StringComparison.OrdinalIgnoreCase);
}
