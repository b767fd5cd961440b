using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Binding;
using LarkResources.Completion;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Pipeline;
using LarkResources.State;

namespace LarkResources.Commands;

/// <summary>Reads messages, by id or as the history of a chat or thread, with the resources they carry.</summary>
[Cmdlet(VerbsCommon.Get, "LarkMessage", DefaultParameterSetName = "Message", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/list")]
[OutputType(typeof(LarkMessage))]
public sealed class GetLarkMessageCommand : LarkCmdlet
{
    private MessagePrefetch? _ahead;
    private MessageBatchReader? _batches;

    /// <summary>Ids of messages, or links to them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Message", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("message_id")]
    [IdOf("MessageId", "message_id")]
    [ArgumentCompleter(typeof(MessageIdCompleter))]
    public string[] MessageId { get; set; } = [];

    /// <summary>Ids of chats whose history is read, or links to them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Chat", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("chat_id")]
    [IdOf("ChatId", "chat_id")]
    [ArgumentCompleter(typeof(ChatIdCompleter))]
    public string[] ChatId { get; set; } = [];

    /// <summary>Ids of threads whose messages are read.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Thread", ValueFromPipelineByPropertyName = true)]
    [Alias("thread_id")]
    [ArgumentCompleter(typeof(ThreadIdCompleter))]
    public string[] ThreadId { get; set; } = [];

    /// <summary>The first moment.</summary>
    [Parameter(ParameterSetName = "Chat")]
    [Parameter(ParameterSetName = "Thread")]
    [Moment]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The last moment.</summary>
    [Parameter(ParameterSetName = "Chat")]
    [Parameter(ParameterSetName = "Thread")]
    [Moment(IsEnd = true)]
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
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ahead = new(work => TryAsync(work), FailAsync, Emit);
    }

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        if (Since > Until)
        {
            ThrowTerminatingError(ErrorRecords.Create(LarkErrors.WindowReversed(Since, Until)));
        }

        _ahead!.Enter();
        foreach (var ids in MessageId.Chunk(LarkClient.MostIds))
        {
            await TryAsync(async () =>
            {
                foreach (var message in Read(ids))
                {
                    await _ahead.AddAsync(message);
                }
            });
        }

        await _ahead.SettleAsync();

        foreach (var id in ChatId)
        {
            await TryAsync(() =>
            {
                var chatId = ApiPath.Clean(nameof(ChatId), id);
                ChatInUse.Set(ActiveConnection, chatId);
                if (IncludeThread && Since is not null)
                {
                    WriteWarning(LarkErrors.Localized(
                        $"Unless chat '{chatId}' is a topic chat, new replies in threads that began before -Since are not read. To read them too, leave out -Since and filter: Get-LarkMessage -ChatId {chatId} -IncludeThread | Where-Object CreateTime -GE <date>",
                        $"除非会话 '{chatId}' 是话题群，否则在 -Since 之前开始的话题，其新回复不会读取。如需读取，请去掉 -Since 再筛选：Get-LarkMessage -ChatId {chatId} -IncludeThread | Where-Object CreateTime -GE <日期>"));
                }

                return HistoryAsync(new(chatId, IsThread: false));
            });
        }

        foreach (var id in ThreadId)
        {
            await TryAsync(() => HistoryAsync(new(ApiPath.Clean(nameof(ThreadId), id), IsThread: true)));
        }
    }

    /// <inheritdoc/>
    protected override Task EndProcessingAsync() => _ahead?.DrainAsync() ?? Task.CompletedTask;

    /// <summary>Begins to read some messages, in the order of the ids; one that is not valid fails alone.</summary>
    private Task<ReadMessage>[] Read(string[] ids)
    {
        var checks = ids.Select(id => ApiPath.TryClean(nameof(MessageId), id)).ToArray();
        var reads = new Queue<Task<ReadMessage>>((_batches ??= new(Client)).Read([.. checks.Select(check => check.Id).OfType<string>()], Stop));
        return [.. checks.Select(check => check.Fault is { } fault ? Task.FromException<ReadMessage>(fault) : reads.Dequeue())];
    }

    private Task HistoryAsync(HistoryQuery container) => HistoryOutput.RunAsync(
        Client,
        container with { Since = Since, Until = Until, Descending = Descending, IncludeThread = IncludeThread, Most = First },
        work => TryAsync(work),
        Emit,
        Stop);

    private void Emit(LarkMessage message) => MessageOutput.Emit(this, message);
}
