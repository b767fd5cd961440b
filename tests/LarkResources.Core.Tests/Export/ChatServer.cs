using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;

namespace LarkResources.Tests.Export;

/// <summary>A chat on a platform in memory: its history, its threads, and what hangs on its messages.</summary>
internal sealed class ChatServer : HttpMessageHandler
{
    private readonly List<Sent> _sent = [];
    private readonly List<string> _calls = [];
    private readonly object _gate = new();

    /// <summary>The code with which a chat, thread, message, folder or file is refused, by its id or key; 0 for a line that breaks.</summary>
    public Dictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>What each refusal says beside its code.</summary>
    public string RefusalText { get; set; } = "refused";

    /// <summary>What is in a folder, by its key; all others are empty. A name with a slash at its end is that of a folder, which has the key <c>in_</c> and the name.</summary>
    public Dictionary<string, string[]> Folders { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys of folders of which one entry more is counted than is listed.</summary>
    public HashSet<string> ShortFolders { get; } = new(StringComparer.Ordinal);

    /// <summary>The bytes of files that have others than <see cref="BytesOf"/>.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public string ChatName { get; set; } = "Living";

    public string ChatMode { get; set; } = "group";

    /// <summary>What of the history was asked for last.</summary>
    public (DateTimeOffset? From, DateTimeOffset? Until) Window { get; private set; }

    /// <summary>What time its answers say it is; null for nothing.</summary>
    public DateTimeOffset? Date { get; set; }

    /// <summary>The same for files, which other hosts may serve; null as for all.</summary>
    public DateTimeOffset? DateOfFiles { get; set; }

    /// <summary>For how long a cache has had its answers; null without a cache.</summary>
    public TimeSpan? Age { get; set; }

    /// <summary>Called with each call before it is answered.</summary>
    public Action<string> Before { get; set; } = static _ => { };

    public static string BytesOf(string key) => "bytes of " + key;

    /// <summary>The calls since the last time that they were asked for, in an order that does not depend on which came first.</summary>
    public string[] TakeCalls()
    {
        lock (_gate)
        {
            string[] calls = [.. _calls.Order(StringComparer.Ordinal)];
            _calls.Clear();
            return calls;
        }
    }

    public void Say(params Sent[] messages) => _sent.AddRange(messages);

    /// <summary>Puts a later state in the place of a message.</summary>
    public void Change(string id, Func<Sent, Sent> change) => _sent[_sent.FindIndex(message => message.Id == id)] = change(_sent.Find(message => message.Id == id)!);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // As over a socket, no answer is there when the call returns.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        cancellationToken.ThrowIfCancellationRequested();
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var (call, asked, answer) = request.RequestUri.AbsolutePath.Split('/')[4..] switch
        {
            ["chats", var chat] => ("chat", chat, () => Data(new { name = ChatName, chat_mode = ChatMode })),
            ["messages"] when query["container_id_type"] == "thread" => ("thread " + query["container_id"], query["container_id"]!, () => List(_sent.Where(message => message.Thread == query["container_id"]).Reverse().OrderByDescending(message => message.At))),
            ["messages"] => ("history", "history", () => List(_sent.Where(message => message.IsInChat && IsIn(message.At, query["start_time"], query["end_time"])))),
            ["messages", "mget"] => ("many " + string.Join(' ', query.GetValues("message_ids")!), "many", () => List(query.GetValues("message_ids")!.Select(Find).OfType<Sent>())),
            ["messages", var id] => ("message " + id, id, () => Find(id) is { } message ? List([message, .. message.Inside]) : Error(99992354)),
            ["messages", var id, "resources", var key] => ($"file {id} {key}", key, () => Bytes(Files.GetValueOrDefault(key, BytesOf(key)))),
            ["files", var key, "folder"] => ("folder " + key, key, () => Data(new { items = Folders.GetValueOrDefault(key, []).Select(name => new { file_key = "in_" + name.TrimEnd('/'), name = name.TrimEnd('/'), is_folder = name.EndsWith('/') }), all_count = Folders.GetValueOrDefault(key, []).Length + (ShortFolders.Contains(key) ? 1 : 0) })),
            _ => ("unknown " + request.RequestUri, "", new Func<HttpResponseMessage>(() => Error(99991201))),
        };
        lock (_gate)
        {
            _calls.Add(call);
            Window = call == "history" ? (Seconds(query["start_time"]), Seconds(query["end_time"])) : Window;
        }

        Before(call);
        var response = !Refused.TryGetValue(asked, out var code) ? answer() : code != 0 ? Error(code) : throw new HttpRequestException(HttpRequestError.ConnectionError, "No connection.");
        response.RequestMessage = request;
        response.Headers.Date = call.StartsWith("file ", StringComparison.Ordinal) ? DateOfFiles ?? Date : Date;
        response.Headers.Age = Age;
        return response;
    }

    private Sent? Find(string id) => _sent.Find(message => message.Id == id);

    private static bool IsIn(DateTimeOffset? time, string? from, string? until) => time is null || !(time < Seconds(from) || time > Seconds(until));

    private static DateTimeOffset? Seconds(string? text) => text is null ? null : DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture));

    private static HttpResponseMessage List(IEnumerable<Sent> messages) => Data(new { items = messages.Select(message => message.Item), has_more = false });

    private static HttpResponseMessage Data(object data) => Json(HttpStatusCode.OK, new { code = 0, data });

    private HttpResponseMessage Error(int code) => Json(HttpStatusCode.BadRequest, new { code, msg = RefusalText });

    private static HttpResponseMessage Json(HttpStatusCode status, object body) =>
        new(status) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } } };

    private static HttpResponseMessage Bytes(string text) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new("text/plain") } } };
}

/// <summary>A message as it was sent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="Type">What the platform calls its type.</param>
/// <param name="Content">An object, or a text that is sent as it is.</param>
internal sealed record Sent(string? Id, DateTimeOffset? At, string Type, object Content)
{
    public string? Thread { get; init; }

    /// <summary>The message that it answers in a thread.</summary>
    public string? Root { get; init; }

    /// <summary>Of a reply and its copy in the chat, the id of the other one.</summary>
    public string? Twin { get; init; }

    /// <summary>True for a message that the history of the chat lists.</summary>
    public bool IsInChat { get; init; } = true;

    public bool IsRecalled { get; init; }

    public DateTimeOffset? Edited { get; init; }

    public string? Upper { get; init; }

    /// <summary>What a forward holds.</summary>
    public Sent[] Inside { get; init; } = [];

    public object Item => new
    {
        message_id = Id,
        msg_type = Type,
        create_time = Milliseconds(At),
        update_time = Milliseconds(Edited ?? At),
        updated = Edited is not null,
        deleted = IsRecalled,
        chat_id = "oc_1",
        thread_id = Thread,
        root_id = Root,
        upper_message_id = Upper,
        sync_to_chat_info = Twin is null ? null : new { type = Root is null ? 1 : 2, related_message_id = Twin, thread_id = Thread },
        sender = new { id = "ou_a", id_type = "open_id", sender_type = "user" },
        body = new { content = IsRecalled ? "This message was recalled" : Content as string ?? JsonSerializer.Serialize(Content) },
    };

    public static Sent Text(string id, DateTimeOffset at, string text = "Hello") => new(id, at, "text", new { text });

    /// <summary>A file with the key <c>file_</c> and the id.</summary>
    public static Sent File(string id, DateTimeOffset at, string? name = null) => new(id, at, "file", new { file_key = "file_" + id, file_name = name ?? id + ".txt" });

    public static Sent Folder(string id, DateTimeOffset at, string key) => new(id, at, "folder", new { file_key = key, file_name = key });

    public static Sent Forward(string id, DateTimeOffset at, params Sent[] inside) =>
        new(id, at, "merge_forward", "Merged and Forwarded Message") { Inside = [.. inside.Select(each => each with { Upper = each.Upper ?? id })] };

    /// <summary>The same message as an answer in a thread, which the history of the chat does not list.</summary>
    public Sent In(string thread, string root = "om_root") => this with { Thread = thread, Root = root, IsInChat = false };

    private static string? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
