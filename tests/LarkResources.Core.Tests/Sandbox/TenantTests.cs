using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Sandbox;

/// <summary>What the tests that ask the tenant without a socket have in common.</summary>
public abstract class TenantTests : IDisposable
{
    private readonly HttpMessageInvoker invoker;

    protected TenantTests()
        : this(new SandboxOptions())
    {
    }

    protected TenantTests(SandboxOptions options)
    {
        Handler = new SandboxHandler(options);
        invoker = new HttpMessageInvoker(Handler);
    }

    protected SandboxHandler Handler { get; }

    public void Dispose()
    {
        invoker.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static string ResourcePath(string messageId, string fileKey, string type = "file") =>
        $"im/v1/messages/{messageId}/resources/{fileKey}?type={type}";

    protected async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? authorization = "Bearer t-sandbox", string? range = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method, "https://open.example.com/open-apis/" + path);
        Add(request.Headers, "Authorization", authorization);
        Add(request.Headers, "Range", range);
        request.Content = body is null ? null : new StringContent(body);
        return await invoker.SendAsync(request, CancellationToken.None);
    }

    protected Task<HttpResponseMessage> GetAsync(string path, string? authorization = "Bearer t-sandbox", string? range = null) =>
        SendAsync(HttpMethod.Get, path, authorization, range);

    protected async Task<JsonNode> JsonAsync(string path, string? authorization = "Bearer t-sandbox")
    {
        using var answer = await GetAsync(path, authorization);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    protected async Task<JsonNode> PostAsync(string path, string body)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, null, null, body);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    protected async Task<int> CodeAsync(string path, string? authorization = "Bearer t-sandbox") => (int)(await JsonAsync(path, authorization))["code"]!;

    /// <summary>A history, page by page.</summary>
    protected async Task<List<JsonNode>> AllAsync(string query)
    {
        var all = new List<JsonNode>();
        string? token = "";
        while (token is not null)
        {
            var page = (await JsonAsync($"im/v1/messages?{query}&page_token={Uri.EscapeDataString(token)}"))["data"]!;
            all.AddRange(page["items"]!.AsArray()!);
            token = (bool)page["has_more"]! ? (string)page["page_token"]! : null;
        }

        return all;
    }

    protected async Task<byte[]> BytesAsync(string messageId, string fileKey, string type = "file")
    {
        using var answer = await GetAsync(ResourcePath(messageId, fileKey, type));
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    protected static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private static void Add(HttpRequestHeaders headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
