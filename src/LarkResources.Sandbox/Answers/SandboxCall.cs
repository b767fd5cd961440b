using System.Text.Json;
using System.Text.Json.Nodes;

namespace LarkResources.Sandbox.Answers;

/// <summary>One request, taken apart.</summary>
internal sealed class SandboxCall
{
    private const string Prefix = "/open-apis/";

    private readonly HttpRequestMessage request;
    private readonly List<(string Name, string Value)> query = [];

    public SandboxCall(HttpRequestMessage request, string logId, DateTimeOffset now)
    {
        this.request = request;
        LogId = logId;
        Now = now;
        var uri = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        Segments = uri.AbsolutePath.StartsWith(Prefix, StringComparison.Ordinal)
            ? [.. uri.AbsolutePath[Prefix.Length..].Split('/').Select(Uri.UnescapeDataString)]
            : [];
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            query.Add((Unescape(parts[0]), parts.Length == 2 ? Unescape(parts[1]) : ""));
        }
    }

    public string LogId { get; }

    public DateTimeOffset Now { get; }

    public string Method => request.Method.Method;

    /// <summary>The parts of the path after <c>/open-apis/</c>, unescaped.</summary>
    public string[] Segments { get; }

    /// <summary>The whole path; the sign-in pages' host has calls outside of <c>/open-apis/</c>.</summary>
    public string Path => request.RequestUri!.AbsolutePath;

    /// <summary>The last value of a parameter, or null when it is missing or empty.</summary>
    public string? Query(string name) => QueryAll(name) is [.., { Length: > 0 } value] ? value : null;

    /// <summary>All values of a parameter that may be repeated.</summary>
    public IReadOnlyList<string> QueryAll(string name) => [.. query.Where(each => each.Name == name).Select(each => each.Value)];

    public string? Header(string name) => request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>The token of the Authorization header, or null.</summary>
    public string? Token => Header("Authorization") is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;

    /// <summary>The person on whose behalf the call is made, or null when it is the app. Every user token is of the same person.</summary>
    public string? OwnerOfToken => Token?.StartsWith("u-", StringComparison.Ordinal) is true ? "ou_sandbox_li" : null;

    public HttpResponseMessage Error(int code) => ApiAnswer.Error(code, LogId, scopes: Segments is ["im", "v1", "messages", "search"] ? ["search:message"] : null);

    public HttpResponseMessage InvalidField(string field, string description) =>
        ApiAnswer.InvalidField(LogId, field, Query(field), description);

    /// <summary>The JSON object of the body; an empty one when the body is none.</summary>
    public async Task<JsonObject> ReadBodyAsync(CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            return [];
        }

        var text = await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>The fields of a body that is a form.</summary>
    public async Task<Dictionary<string, string>> ReadFormAsync(CancellationToken cancellationToken)
    {
        var text = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            fields[Unescape(parts[0])] = parts.Length == 2 ? Unescape(parts[1]) : "";
        }

        return fields;
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
