using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Binding;
using LarkResources.Completion;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Pipeline;

namespace LarkResources.Commands;

/// <summary>Searches messages by words, chat, sender, time and kind of attachment.</summary>
[Cmdlet(VerbsCommon.Find, "LarkMessage", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/search")]
[OutputType(typeof(LarkMessage))]
public sealed class FindLarkMessageCommand : LarkCmdlet
{
    private MessagePrefetch? _ahead;

    /// <summary>Words that the messages have in them.</summary>
    [Parameter(Position = 0)]
    public string? Query { get; set; }

    /// <summary>Ids of chats in which to search, or links to them; by default all that the identity sees.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("chat_id")]
    [IdOf("ChatId", "chat_id")]
    [ArgumentCompleter(typeof(ChatIdCompleter))]
    [ValidateNotNull]
    public string[] ChatId { get; set; } = [];

    /// <summary>Ids of the people who sent them.</summary>
    [Parameter]
    [Alias("from_id")]
    [ArgumentCompleter(typeof(PersonIdCompleter))]
    [ValidateNotNull]
    public string[] SenderId { get; set; } = [];

    /// <summary>The first moment.</summary>
    [Parameter]
    [Moment]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The last moment.</summary>
    [Parameter]
    [Moment(IsEnd = true)]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Only messages with an attachment of one of these types.</summary>
    [Parameter]
    [ValidateNotNull]
    public LarkAttachmentType[] Attachment { get; set; } = [];

    /// <summary>How many messages at the most, for each input.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    private protected override Task InFlight => _ahead?.InFlight ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ahead = new(work => TryAsync(work), FailAsync, message => MessageOutput.Emit(this, message), calls: 1);
    }

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        if (Since > Until)
        {
            ThrowTerminatingError(ErrorRecords.Create(LarkErrors.WindowReversed(Since, Until)));
        }

        _ahead!.Enter();
        await TryAsync(async () =>
        {
            await foreach (var message in MessageFinder.FindAsync(Client, Search(), First, Stop))
            {
                await _ahead.AddAsync(message);
            }
        });
        await _ahead.SettleAsync();
    }

    /// <inheritdoc/>
    protected override Task EndProcessingAsync() => _ahead?.DrainAsync() ?? Task.CompletedTask;

    private MessageSearch Search()
    {
        var search = new MessageSearch
        {
            Query = Query?.Trim() ?? string.Empty,
            ChatIds = [.. ChatId.Select(id => ApiPath.Clean(nameof(ChatId), id))],
            SenderIds = [.. SenderId.Select(ApiPath.CleanSender)],
            Since = Since,
            Until = Until,
            Attachments = [.. Attachment.Select(type => type.ToString().ToLowerInvariant())],
        };
        return search.IsForEverything ? throw LarkErrors.NothingToFind() : search;
    }
}
