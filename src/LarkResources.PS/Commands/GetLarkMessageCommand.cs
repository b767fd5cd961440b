using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Completion;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Pipeline;

namespace LarkResources.Commands;

/// <summary>Reads messages, by id or as the history of a chat or thread, with the resources they carry.</summary>
[Cmdlet(VerbsCommon.Get, "LarkMessage", DefaultParameterSetName = "Message", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/list")]
[OutputType(typeof(LarkMessage))]
public sealed class GetLarkMessageCommand : LarkCmdlet
{
    private MessagePrefetch? _ahead;

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

    private protected override Task InFlight => _ahead?.InFlight ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        if (Since > Until)
        {
            ThrowTerminatingError(ErrorRecords.Create(LarkErrors.WindowReversed(Since, Until)));
        }

        foreach (var id in MessageId)
        {
            await (_ahead ??= new(work => TryAsync(work), FailAsync, Emit)).AddAsync(ReadAsync(id));
        }

        foreach (var id in ChatId)
        {
            await TryAsync(() => HistoryAsync(new(ApiPath.Clean(nameof(ChatId), id), IsThread: false)));
        }

        foreach (var id in ThreadId)
        {
            await TryAsync(() => HistoryAsync(new(ApiPath.Clean(nameof(ThreadId), id), IsThread: true)));
        }
    }

    /// <inheritdoc/>
    protected override Task EndProcessingAsync() => _ahead?.DrainAsync() ?? Task.CompletedTask;

    private async Task<ReadMessage> ReadAsync(string id)
    {
        await EnsureConnectedAsync();
        var missing = new List<LarkException>();
        return new(await MessageReader.GetAsync(Client, ApiPath.Clean(nameof(MessageId), id), missing.Add, Stop), missing);
    }

    private Task HistoryAsync(HistoryQuery container) => HistoryOutput.RunAsync(
        Client,
        container with { Since = Since, Until = Until, Descending = Descending, IncludeThread = IncludeThread, Most = First },
        work => TryAsync(work),
        Emit,
        Stop);

    private void Emit(LarkMessage message)
    {
        if (ResourceExtractor.IsUnreadable(message))
        {
            WriteVerbose($"The content of message '{message.MessageId}' ({message.MessageType}) is not what the platform promises; no resource can be found in it. It is in Content as it came.");
        }

        WriteObject(message);
    }
}
