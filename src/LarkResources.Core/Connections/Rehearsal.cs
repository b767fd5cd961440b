using System.Net;
using System.Net.Http.Headers;
using LarkResources.Api;
using LarkResources.Authentication;
using LarkResources.Transfer;

namespace LarkResources.Connections;

/// <summary>Downloads a picture that does not exist while the first call of a process is on its way, so that the code of the next call is compiled by then.</summary>
/// <remarks>
/// It goes through the real chain of handlers and the real transfer, with an answer made here in place of the socket, and ends in memory. It is in
/// no stream, no log and no quota; only who listens to the HTTP events of the runtime hears of a request to a host that cannot exist.
/// </remarks>
internal sealed class Rehearsal : IDisposable
{
    /// <summary>Not resolvable by design (RFC 2606).</summary>
    private static readonly Uri BaseUri = new("https://rehearsal.invalid/");

    private static int _begun;

    private readonly CancellationTokenSource _stop = new();

    private Rehearsal()
    {
    }

    /// <summary>The rehearsal of this process.</summary>
    public static Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the rehearsal of this process; null when there was one.</summary>
    public static Rehearsal? Start()
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0)
        {
            return null;
        }

        var rehearsal = new Rehearsal();
        var stop = rehearsal._stop.Token;
        Running = Task.Run(() => RunAsync(HttpStackLoader.Stack, stop), CancellationToken.None);
        return rehearsal;
    }

    /// <summary>Ends before its time what still runs.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>The rehearsal itself. It never fails.</summary>
    /// <returns>What was downloaded; null when it was stopped or failed.</returns>
    internal static async Task<TransferResult?> RunAsync(IHttpStack stack, CancellationToken cancellationToken)
    {
        try
        {
            using var tokens = new Admission();
            using var http = stack.CreateClient(new()
            {
                BaseUri = BaseUri,
                QuotaOwner = null,
                Tokens = tokens,
                PrimaryHandler = () => new Answer(),
                UserAgent = nameof(Rehearsal),
            });
            var client = new LarkClient(http, BaseUri, new Silence());
            var query = new ResourceQuery("om_rehearsal") { FileKey = "img_rehearsal", OnlyOne = true };
            await foreach (var match in new ResourceSelector(client).SelectAsync(query, cancellationToken).ConfigureAwait(false))
            {
                var request = ((ResourceMatch.Found)match).Request;
                var source = new ResourceSource(client, request, 0);
                var (_, result) = await new MemoryDownload(source, request, new()).RunAsync(cancellationToken).ConfigureAwait(false);
                return result;
            }
        }
        catch (Exception)
        {
            // It saves time and gives nothing else: what fails here fails again, and is told, in the call that needs it.
        }

        return null;
    }

    private sealed class Answer : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // A real answer takes its time as well; what waits for one is other code than what has it at once.
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            var picture = new ByteArrayContent([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'])
            {
                Headers =
                {
                    ContentType = new MediaTypeHeaderValue("image/png"),
                    ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = nameof(Rehearsal) },
                },
            };
            return new(HttpStatusCode.OK) { RequestMessage = request, Content = picture };
        }
    }

    /// <summary>No token of anybody: the platform is not asked.</summary>
    private sealed class Admission : ITokenSource
    {
        private static readonly AccessToken Token = new(nameof(Admission), null, null);

        public DateTimeOffset? ExpiresAt => null;

        public bool CanRenew => false;

        public ValueTask<AccessToken> GetAsync(AnonymousSend send, CancellationToken cancellationToken) => new(Token);

        public void Invalidate(AccessToken refused)
        {
            // It opens nothing, so no one refuses it.
        }

        public void Dispose()
        {
            // There is no secret to forget.
        }
    }

    /// <summary>Asks for what a cmdlet without -Debug asks for, and says nothing.</summary>
    private sealed class Silence : ICallObserver
    {
        public bool WantsHeaders => false;

        public void OnRequest(RequestNotice notice)
        {
            // Not a call that anybody made.
        }

        public void OnRetry(RetryNotice notice)
        {
            // The same.
        }

        public void OnQuotaWait(QuotaWaitNotice notice)
        {
            // The same.
        }
    }
}
