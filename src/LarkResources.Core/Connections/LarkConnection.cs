using LarkResources.Api;
using LarkResources.Authentication;
using LarkResources.Connections;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources;

/// <summary>Who is calling, and where. Holds the credentials inside and shows none of them.</summary>
public sealed class LarkConnection
{
    /// <summary>A renewal takes a round trip; a person who disconnects waits no longer than this.</summary>
    private static readonly TimeSpan RenewalPatience = TimeSpan.FromSeconds(5);

    private readonly ConnectionSettings _settings;
    private readonly ITokenSource _tokens;
    private readonly Lazy<HttpClient> _http;
    private readonly bool _isOnNetwork;
    private readonly SentSecrets _secrets = new();
    private Rehearsal? _rehearsal;
    private volatile bool _closed;

    internal LarkConnection(
        string? appId, Uri baseUri, LarkIdentity identity, ConnectionSettings settings, ITokenSource tokens, Func<HttpMessageHandler>? primaryHandler = null, IHttpStack? stack = null)
    {
        _settings = settings;
        _tokens = tokens;
        _isOnNetwork = primaryHandler is null && stack is null;
        AppId = appId;
        BaseUri = baseUri;
        Identity = identity;
        Region = settings.BaseUri is null && primaryHandler is null ? settings.Region ?? LarkRegion.Lark : settings.Region;
        _http = new(() => (stack ?? HttpStackLoader.Stack).CreateClient(new()
        {
            BaseUri = baseUri,
            QuotaOwner = appId ?? (tokens as StaticTokenSource)?.Mark ?? Guid.NewGuid().ToString("N"),
            Tokens = tokens,
            Secrets = _secrets,
            PrimaryHandler = primaryHandler,
            IdleTimeout = settings.IdleTimeout,
            MaximumRetryCount = settings.MaximumRetryCount,
            CallsPerSecond = settings.CallsPerSecond,
            CallsPerMinute = settings.CallsPerMinute,
            Proxy = settings.Proxy,
            UserAgent = settings.UserAgent,
        }));
    }

    /// <summary>The app's id (<c>cli_…</c>), or null when the connection was made from a ready token.</summary>
    public string? AppId { get; }

    /// <summary>The platform, or null when the connection was made with a base address of its own.</summary>
    public LarkRegion? Region { get; }

    /// <summary>The address under which <c>open-apis/…</c> is called.</summary>
    public Uri BaseUri { get; }

    /// <summary>On whose behalf the calls are made.</summary>
    public LarkIdentity Identity { get; private set; }

    /// <summary>When the token at hand ends; it is renewed by itself before that. Null when unknown (a ready token).</summary>
    public DateTimeOffset? TokenExpiresAt => _tokens.ExpiresAt;

    internal TimeSpan IdleTimeout => _settings.IdleTimeout;

    internal bool UsesProxy => _settings.Proxy is not null;

    internal int MaximumRetryCount => _settings.MaximumRetryCount;

    /// <summary>As <see cref="ToString"/>, in the language of the shell.</summary>
    internal string ShownName => LarkErrors.Localized(ToString(), $"{AppId ?? "访问凭证"}（{BaseUri.Host}，{Identity}）");

    /// <inheritdoc/>
    public override string ToString() => $"{AppId ?? "token"} at {BaseUri.Host} ({Identity})";

    /// <summary>The endpoints, as one caller sees them.</summary>
    internal LarkClient Client(ICallObserver? observer = null) =>
        _closed ? throw LarkErrors.NotConnected() : new(_http.Value, BaseUri, observer) { IsOfUser = Identity is LarkIdentity.User, Secrets = _secrets };

    /// <summary>Gets a token and finds out whose it is, so that a wrong secret shows now and not at the first download.</summary>
    internal async Task CheckAsync(ICallObserver? observer, CancellationToken cancellationToken)
    {
        var client = Client(observer);
        _rehearsal ??= _isOnNetwork ? Rehearsal.Start() : null;
        if (_tokens.CanRenew)
        {
            await _tokens.GetAsync(client.SendAsync, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Identity = await client.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets the credentials and releases the sockets. What still runs on this connection ends with NotConnected.</summary>
    internal void Close()
    {
        _closed = true;
        _tokens.AwaitRenewal(RenewalPatience);
        _tokens.Dispose();
        Interlocked.Exchange(ref _rehearsal, null)?.Dispose();
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }

        // What ended with the sockets has been told by then.
        _secrets.Forget();
    }
}
