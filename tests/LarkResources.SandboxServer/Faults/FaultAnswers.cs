using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LarkResources.Sandbox.Answers;

namespace LarkResources.Sandbox.Server.Faults;

/// <summary>The faults that answer in the tenant's place.</summary>
internal static class FaultAnswers
{
    private const string ProxyPage = "<html>\r\n<head><title>{0}</title></head>\r\n<body><center><h1>{0}</h1></center><hr><center>volc-dcdn</center></body>\r\n</html>\r\n";

    /// <summary>An answer, or null when the tenant is to be asked.</summary>
    public static HttpResponseMessage? Create(Fault fault, SandboxHandler handler, string target, string logId)
    {
        switch (fault.Action)
        {
            case FaultAction.Status416:
                var refusal = Empty(416);
                refusal.Content.Headers.ContentRange = fault.Total is { } total ? new ContentRangeHeaderValue(total) : null;
                return refusal;
            case FaultAction.Html200:
                return Page(200, "The file is being scanned");
            case FaultAction.Html400:
                return Page(400, "400 Bad Request");
            case FaultAction.Html502:
                return Page(502, "502 Bad Gateway");
            case FaultAction.Status:
                var answer = Empty(fault.Status);
                if (fault.RetryAfter is not null)
                {
                    answer.Headers.TryAddWithoutValidation("Retry-After", fault.RetryAfter);
                }

                return answer;
            case FaultAction.JsonErrorAt200:
                return ApiAnswer.Error(fault.Code, logId, 200);
            case FaultAction.ApiError:
                return ApiAnswer.Error(fault.Code, logId, fault.Status == 0 ? null : fault.Status);
            case FaultAction.RateLimited429:
            case FaultAction.RateLimited400:
                var status = fault.Action == FaultAction.RateLimited429 ? 429 : 400;
                return ApiAnswer.WithRateLimit(ApiAnswer.Error(ErrorTable.RateLimited, logId, status), 50, fault.ResetSeconds);
            case FaultAction.ExpiredToken:
                handler.ExpireTokens(fault.SameToken);
                return ApiAnswer.Error(99991663, logId, fault.Status == 0 ? null : fault.Status);
            case FaultAction.Redirect:
                return Redirect(fault, target);
            default:
                return null;
        }
    }

    private static HttpResponseMessage Redirect(Fault fault, string target)
    {
        var location = fault.Location ?? throw new InvalidOperationException("A redirect needs a location.");
        var answer = Empty(fault.Status == 0 ? 302 : fault.Status);
        var hasPath = new Uri(location).AbsolutePath != "/";
        answer.Headers.TryAddWithoutValidation("Location", hasPath ? location : location.TrimEnd('/') + target);
        return answer;
    }

    private static HttpResponseMessage Empty(int status) => new((HttpStatusCode)status) { Content = new ByteArrayContent([]) };

    private static HttpResponseMessage Page(int status, string title) => new((HttpStatusCode)status)
    {
        Content = new StringContent(ProxyPage.Replace("{0}", title, StringComparison.Ordinal), Encoding.UTF8, "text/html"),
    };
}
