using System.Globalization;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.Endpoints;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox;

/// <summary>A simulated tenant: answers the calls that a client would send to the platform, without a socket and without an account.</summary>
/// <remarks><see cref="SandboxWorld"/> names what is in it. Any host is taken for the platform's.</remarks>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxOptions options;
    private readonly TokenStore tokens;
    private readonly AuthEndpoints auth;
    private readonly SignInEndpoints signIns;
    private readonly TenantState state = new();
    private readonly ChatEndpoints chats;
    private readonly MessageEndpoints messages;
    private readonly SearchEndpoint search;
    private readonly ResourceEndpoint resources;
    private readonly FolderEndpoint folders;
    private int requests;

    /// <summary>A tenant with the usual settings.</summary>
    public SandboxHandler()
        : this(new SandboxOptions())
    {
    }

    /// <summary>A tenant with other settings.</summary>
    /// <param name="options">The settings.</param>
    public SandboxHandler(SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        tokens = new TokenStore(options.TokenLifetime);
        auth = new AuthEndpoints(tokens);
        signIns = new SignInEndpoints(tokens);
        chats = new ChatEndpoints(state);
        messages = new MessageEndpoints(state);
        search = new SearchEndpoint(state);
        resources = new ResourceEndpoint(state);
        folders = new FolderEndpoint(state);
    }

    /// <summary>What time it is in the tenant: a message that was sent later is not there yet, by whatever call. Null, at first, shows all.</summary>
    public DateTimeOffset? Now
    {
        get => state.Now;
        set => state.Now = value;
    }

    /// <summary>Makes every token issued so far invalid; the two static ones stay.</summary>
    /// <param name="handBackSameToken">True when the token call is to hand back the dead token, as the platform does while half an hour remains.</param>
    public void ExpireTokens(bool handBackSameToken = false) => tokens.Expire(handBackSameToken);

    /// <summary>Puts a generated file in place of a file, as if its sender had changed it on the server.</summary>
    /// <param name="fileKey">The key of the file.</param>
    /// <param name="length">The new length.</param>
    /// <param name="seed">Which pattern; <see cref="SandboxFiles.Sha256Of(long, int)"/> tells its hash.</param>
    public void ReplaceFile(string fileKey, long length, int seed) => resources.Replace(fileKey, length, seed);

    /// <summary>Edits a text or a post: one more picture is in it. It was edited at <see cref="Now"/>, or an hour after it was sent.</summary>
    /// <param name="messageId">A message that is there and not recalled.</param>
    /// <returns>The key of the new picture, known to <see cref="SandboxWorld"/> too.</returns>
    /// <exception cref="ArgumentException">There is no such message, or it cannot be edited.</exception>
    public string EditMessage(string messageId) => state.Edit(messageId);

    /// <summary>Recalls a message: it shows as deleted, and its resources answer 230110.</summary>
    /// <param name="messageId">A message that is there.</param>
    /// <exception cref="ArgumentException">There is no such message.</exception>
    public void RecallMessage(string messageId) => state.Recall(messageId);

    /// <summary>Gives a chat another name, as its members can.</summary>
    /// <param name="chatId">A chat of the tenant.</param>
    /// <param name="name">The new name, which other chats may have too.</param>
    /// <exception cref="ArgumentException">There is no such chat.</exception>
    public void RenameChat(string chatId, string name) => state.Rename(chatId, name);

    /// <summary>Forgets the time, edits, recalls, names of chats, replaced files, the counts of transient failures, all tokens and all sign-ins.</summary>
    public void Reset()
    {
        state.Reset();
        resources.Reset();
        signIns.Reset();
        tokens.Expire(handBackSameToken: false);
    }

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // A socket never answers before the call has returned: what works here must work there, in the same order.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        cancellationToken.ThrowIfCancellationRequested();
        var now = options.TimeProvider.GetUtcNow();
        var call = new SandboxCall(request, NewLogId(now), now);
        var answer = call is { Method: "POST", Segments: ["auth", ..] }
            ? await auth.HandleAsync(call, cancellationToken).ConfigureAwait(false)
            : SignInEndpoints.Handles(call) ? await signIns.HandleAsync(call, cancellationToken).ConfigureAwait(false)
            : auth.Check(call) ?? (call is { Method: "POST", Segments: ["im", "v1", "messages", "search"] }
                ? await search.HandleAsync(call, cancellationToken).ConfigureAwait(false)
                : Route(call));
        answer.RequestMessage = request;
        answer.Headers.TryAddWithoutValidation("X-Tt-Logid", call.LogId);
        return answer;
    }

    private HttpResponseMessage Route(SandboxCall call) => (call.Method, call.Segments) switch
    {
        ("GET", ["authen", "v1", "user_info"]) => IdentityEndpoints.User(call),
        ("GET", ["bot", "v3", "info"]) => IdentityEndpoints.Bot(call),
        ("GET", ["application", "v6", "scopes"]) => IdentityEndpoints.Scopes(call),
        ("GET", ["im", "v1", "chats"] or ["im", "v1", "chats", ""]) => chats.List(call),
        ("GET", ["im", "v1", "chats", var chatId]) => chats.Get(call, chatId),
        ("GET", ["im", "v1", "messages"]) => messages.List(call),
        ("GET", ["im", "v1", "messages", "mget"]) => messages.GetMany(call),
        ("GET", ["im", "v1", "messages", var messageId]) => messages.Get(call, messageId),
        ("GET", ["im", "v1", "messages", var messageId, "resources", var fileKey]) => resources.Get(call, messageId, fileKey),
        ("GET", ["im", "v1", "files", var folderKey, "folder"]) => folders.List(call, folderKey),
        _ => call.Error(99991201),
    };

    private string NewLogId(DateTimeOffset now) =>
        now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + Interlocked.Increment(ref requests).ToString("X18", CultureInfo.InvariantCulture);
}
