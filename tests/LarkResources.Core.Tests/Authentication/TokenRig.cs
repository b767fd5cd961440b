using System.Net;
using System.Security;

namespace LarkResources.Tests.Authentication;

/// <summary>The sandbox as the token sources see it, with a record of what they asked and answers of a test's own.</summary>
internal sealed class TokenRig : IDisposable
{
    private readonly HttpMessageInvoker invoker;

    public TokenRig()
    {
        Handler = new SandboxHandler(new SandboxOptions { TimeProvider = Clock });
        invoker = new(new ApiErrorHandler(TimeSpan.FromSeconds(60), CancellationToken.None) { InnerHandler = new Recorder(this) { InnerHandler = Handler } });
    }

    public static Uri BaseUri { get; } = new("https://open.example.com/");

    /// <summary>Whose the refresh tokens of this rig are.</summary>
    public static string Owner => RefreshTokenFile.OwnerOf(SandboxCredentials.AppId, BaseUri);

    public PromptClock Clock { get; } = new();

    public SandboxHandler Handler { get; }

    /// <summary>Path and body of each request, in order.</summary>
    public List<(string Path, string Body)> Asked { get; } = [];

    /// <summary>Answers in place of the sandbox, as long as it gives one.</summary>
    public Func<string, string, HttpResponseMessage?>? Answer { get; set; }

    /// <summary>Held back until it is done.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int CountOf(string path) => Asked.Count(request => request.Path.EndsWith(path, StringComparison.Ordinal));

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };

    public static SecureString Secure(string text) => new NetworkCredential(string.Empty, text).SecurePassword;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.SendAsync(request, cancellationToken);

    public TenantTokenSource Tenant(string secret = SandboxCredentials.AppSecret, string appId = SandboxCredentials.AppId) => new(BaseUri, appId, new(secret), Clock);

    public StoreTokenSource Store(string ticket = SandboxCredentials.AppTicket, string tenantKey = SandboxCredentials.TenantKey) =>
        new(BaseUri, SandboxCredentials.AppId, new(SandboxCredentials.AppSecret), new(ticket), tenantKey, Clock);

    public UserTokenSource User(RefreshTokenFile? file = null) => new(new(BaseUri, SandboxCredentials.AppId, new(SandboxCredentials.AppSecret)), file, Clock);

    public async Task<string> TokenOf(ITokenSource source) => (await source.GetAsync(SendAsync, CancellationToken.None)).Value;

    /// <summary>Whether the sandbox takes a token for a call.</summary>
    public async Task<bool> IsGoodAsync(string token, string path = "im/v1/chats")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(BaseUri, "open-apis/" + path));
        request.Describe(new RequestInfo(path, "/" + path));
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await invoker.SendAsync(request, CancellationToken.None);
        return answer.Fault() is null;
    }

    public void Dispose() => invoker.Dispose();

    private sealed class Recorder(TokenRig rig) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            lock (rig.Asked)
            {
                rig.Asked.Add((path, body));
            }

            await rig.Gate;
            return rig.Answer?.Invoke(path, body) ?? await base.SendAsync(request, cancellationToken);
        }
    }
}
