using System.Net.Http.Headers;
using System.Text;
using LarkResources.Api;
using LarkResources.Text;

namespace LarkResources.Http;

/// <summary>Writes the headers of a request and its answer for troubleshooting, without what must not be seen.</summary>
internal static class HeaderLine
{
    private const int MaxValue = 300;

    private static string Redacted => UiText.Of("(redacted)", "（已隐去）");

    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "Authentication-Info", "Proxy-Authentication-Info",
    };

    public static string Of(HttpRequestMessage request, HttpResponseMessage? response)
    {
        var line = new StringBuilder(UiText.Of("Request headers: ", "请求头："));
        var secrets = request.Secrets();
        Append(line, request.Headers, request.Content?.Headers, secrets);
        if (response is not null)
        {
            line.Append(UiText.Of(" | Response headers: ", " | 响应头："));
            Append(line, response.Headers, response.Content.Headers, secrets);
        }

        return line.ToString();
    }

    private static void Append(StringBuilder line, HttpHeaders headers, HttpHeaders? more, SentSecrets? secrets)
    {
        // Loops, since the methods of LINQ would be compiled for these structs at the first call.
        var separator = string.Empty;
        foreach (var (name, values) in headers.NonValidated)
        {
            Add(name, values.ToString());
        }

        if (more is not null)
        {
            foreach (var (name, values) in more.NonValidated)
            {
                Add(name, values.ToString());
            }
        }

        void Add(string name, string value)
        {
            line.Append(separator).Append(SingleLineText.From(name, MaxValue)).Append(": ").Append(Shown(name, secrets?.Strike(value) ?? value));
            separator = "; ";
        }
    }

    private static string Shown(string name, string value) => name switch
    {
        _ when Secret.Contains(name) => Redacted,

        // The address of a file on a storage host lets in everyone who has its query.
        _ when name.Equals("Location", StringComparison.OrdinalIgnoreCase) && value.Contains('?', StringComparison.Ordinal) =>
            SingleLineText.From(value[..value.IndexOf('?', StringComparison.Ordinal)], MaxValue) + "?" + Redacted,
        _ => SingleLineText.From(value, MaxValue),
    };
}
