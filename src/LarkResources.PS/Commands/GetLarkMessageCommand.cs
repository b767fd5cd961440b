using System.Collections.Concurrent;
using System.Management.Automation;
using LarkResources.Completion;

namespace LarkResources.Commands;

/// <summary>Reads messages, by id or as the history of a chat or thread, with the resources they carry.</summary>
[Cmdlet(VerbsCommon.Get, "LarkMessage", DefaultParameterSetName = "Message", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/list")]
[OutputType(typeof(LarkMessage))]
public sealed class GetLarkMessageCommand : LarkCmdlet
{
    /// <summary>Single messages that are read at once: enough to hide the latency, few enough for the quota.</summary>
    private const int MessagesInFlight = 8;

    private readonly Queue<Task<LarkMessage>> _ahead = new();

    /// <summary>Ids of messages.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Message", Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("message_id")]
    public string[] MessageId { get; set; } = [];

    /// <summary>Ids of chats whose history is read.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Chat", Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("chat_id")]
    [ArgumentCompleter(typeof(ChatIdCompleter))]
    public string[] ChatId { get; set; } = [];

    /// <summary>Ids of threads whose messages are read.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Thread", ValueFromPipelineByPropertyName = true)]
    [Alias("thread_id")]
    public string[] ThreadId { get; set; } = [];

    /// <summary>The first moment.</summary>
    [Parameter(ParameterSetName = "Chat")]
    [Parameter(ParameterSetName = "Thread")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The last moment.</summary>
    [Parameter(ParameterSetName = "Chat")]
    [Parameter(ParameterSetName = "Thread")]
    public DateTimeOffset? Until { get; set; }

    /// <summary>How many messages of each chat or thread at the most.</summary>
    [Parameter(ParameterSetName = "Chat")]
    [Parameter(ParameterSetName = "Thread")]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Newest first.</summary>
    [Parameter(ParameterSetName = "Chat")]
    [Parameter(ParameterSetName = "Thread")]
    public SwitchParameter Descending { get; set; }

    /// <summary>Also the replies in threads.</summary>
    [Parameter(ParameterSetName = "Chat")]
    public SwitchParameter IncludeThread { get; set; }

    private protected override Task InFlight => Task.WhenAll(_ahead);

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        if (Since > Until)
        {
            ThrowTerminatingError(Errors.ErrorRecords.Create(LarkErrors.Local(
                "InvalidRequestParameter", $"-Since ({Since:o}) is later than -Until ({Until:o}).", null, recommendation: "Swap the two, or leave -Until out to read up to now.")));
        }

        if (ParameterSetName == "Message")
        {
            foreach (var id in MessageId)
            {
                _ahead.Enqueue(ReadAsync(id));
                await EmitAsync(MessagesInFlight - 1);
            }

            return;
        }

        foreach (var id in ParameterSetName == "Chat" ? ChatId : ThreadId)
        {
            await TryAsync(() => HistoryAsync(id));
        }
    }

    /// <inheritdoc/>
    protected override Task EndProcessingAsync() => EmitAsync(0);

    private async Task<LarkMessage> ReadAsync(string id)
    {
        await EnsureConnectedAsync();
        return await MessageReader.GetAsync(Client, ApiPath.Clean(nameof(MessageId), id), Stop);
    }

    /// <summary>Emits in the order of the input until no more than this many are under way.</summary>
    private async Task EmitAsync(int left)
    {
        while (_ahead.Count > left)
        {
            var next = _ahead.Dequeue();
            await TryAsync(async () => Emit(await next));
        }
    }

    private async Task HistoryAsync(string id)
    {
        var isThread = ParameterSetName == "Thread";
        var failures = new ConcurrentQueue<LarkException>();
        var query = new HistoryQuery(ApiPath.Clean(isThread ? nameof(ThreadId) : nameof(ChatId), id), isThread)
        {
            Since = Since,
            Until = Until,
            Descending = Descending,
            IncludeThread = IncludeThread,
            Most = First,
            ThreadFailed = failures.Enqueue,
        };
        await foreach (var message in MessageHistory.ReadAsync(Client, query, Stop))
        {
            await TellAsync();
            Emit(message);
        }

        await TellAsync();

        // The history hears of a thread that cannot be read on a thread of its own; errors are written on this one.
        async Task TellAsync()
        {
            while (failures.TryDequeue(out var failure))
            {
                await TryAsync(() => Task.FromException(failure));
            }
        }
    }

    private void Emit(LarkMessage message)
    {
        if (ResourceExtractor.IsUnreadable(message))
        {
            WriteVerbose($"The content of message '{message.MessageId}' ({message.MessageType}) is not what the platform promises; no resource can be found in it. It is in Content as it came.");
        }

        WriteObject(message);
    }
}
