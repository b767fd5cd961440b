using System.Net;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Http;

/// <summary>Follows redirects: with the token only to the host it was meant for, and never from https to http.</summary>
internal sealed class RedirectHandler : DelegatingHandler
{
    private const int MaximumHops = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var origin = request.RequestUri!;
        var withToken = true;
        for (var hop = 0; IsRedirect(response); hop++)
        {
            var from = response.RequestMessage!.RequestUri!;
            var to = WebAddress.RedirectOf(response, from);
            response.Dispose();
            if (Refusal(request, from, to, hop) is { } reason)
            {
                var why = request.Strike(reason);
                throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Localized($"The server '{request.Strike(from.Authority)}' redirected {why}, which is not followed.", $"未跟随服务器 '{request.Strike(from.Authority)}' 的重定向：{why}。"), null);
            }

            // Once away, it stays away: another host could send the caller back with a path of its own choice.
            withToken &= SameOrigin(origin, to!);
            response = await base.SendAsync(Follow(request, to!, withToken), cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    private static bool IsRedirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static string? Refusal(HttpRequestMessage request, Uri from, Uri? to, int hop)
    {
        if (to is null)
        {
            return LarkErrors.Localized("without a target", "没有给出目标地址");
        }

        if (hop == MaximumHops)
        {
            return LarkErrors.Localized($"more than {MaximumHops} times in a row", $"已连续重定向超过 {MaximumHops} 次");
        }

        if (request.Method != HttpMethod.Get)
        {
            return LarkErrors.Localized($"a {request.Method} request", $"原请求是 {request.Method} 请求");
        }

        return to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp)
            ? null
            : LarkErrors.Localized($"to '{to.Scheme}://{to.Authority}'", $"目标为 '{to.Scheme}://{to.Authority}'");
    }

    private static HttpRequestMessage Follow(HttpRequestMessage request, Uri to, bool withToken)
    {
        var next = new HttpRequestMessage(request.Method, to);
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            next.Headers.TryAddWithoutValidation(name, values);
        }

        if (!withToken)
        {
            next.Headers.Authorization = null;
        }

        next.Describe(request.Info() with { Path = request.Strike(to.AbsolutePath) });
        return next;
    }

    private static bool SameOrigin(Uri a, Uri b) => a.Scheme == b.Scheme && a.Port == b.Port && a.IdnHost.Equals(b.IdnHost, StringComparison.OrdinalIgnoreCase);
}
