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
    public string[] ThreadId { get; set; } = [];

    /// <summary>The first moment.</summary>
    [Parameter(ParameterSetName = "Chat")]
    [Parameter(ParameterSetName = "Thread")]
    [Moment]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The last moment.</summary>
    [Parameter(ParameterSetName = "Chat")]
    [Parameter(ParameterSetName = "Thread")]
    [Moment]
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
    protected override void BeginProcessing() => _ahead = new(work => TryAsync(work), FailAsync, Emit);

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        if (Since > Until)
        {
            ThrowTerminatingError(ErrorRecords.Create(LarkErrors.WindowReversed(Since, Until)));
        }

        _ahead!.Enter();
        foreach (var id in MessageId)
        {
            await _ahead.AddAsync(ReadAsync(id));
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
                        $"New replies in threads of chat '{chatId}' that began before -Since are not read. To read them too, leave out -Since and filter: Get-LarkMessage -ChatId {chatId} -IncludeThread | Where-Object CreateTime -GE <date>",
                        $"会话 '{chatId}' 中在 -Since 之前开始的话题，其新回复不会读取。如需读取，请去掉 -Since 再筛选：Get-LarkMessage -ChatId {chatId} -IncludeThread | Where-Object CreateTime -GE <日期>"));
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
            WriteVerbose(LarkErrors.Localized(
                $"The content of message '{message.MessageId}' ({message.MessageType}) is not what the platform documents, so no resource was found in it. The property Content has it as it came.",
                $"消息 '{message.MessageId}'（{message.MessageType}）的内容与平台文档不符，因此没有找到资源。Content 属性保留了原文。"));
        }

        foreach (var card in ResourceExtractor.StubsIn(message))
        {
            WriteVerbose(CardStub.Notice(card));
        }

        WriteObject(message);
    }
}
