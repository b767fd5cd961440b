using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Completion;
using LarkResources.Errors;
using LarkResources.Pipeline;
using LarkResources.Transfer;

namespace LarkResources.Commands;

/// <summary>Gets resources of messages: as objects, as files, or as bytes for another program.</summary>
[Cmdlet(VerbsCommon.Get, "LarkMessageResource", SupportsShouldProcess = true, DefaultParameterSetName = "Object", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message-resource/get")]
[OutputType(typeof(LarkResourceContent), ParameterSetName = ["Object"])]
[OutputType(typeof(LarkResourceFile), ParameterSetName = ["File"])]
[OutputType(typeof(byte[]), ParameterSetName = ["Bytes"])]
public sealed class GetLarkMessageResourceCommand : LarkCmdlet
{
    private DownloadQueue? _queue;

    /// <summary>The message the resource belongs to.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("message_id")]
    [ValidateNotNullOrEmpty]
    public string MessageId { get; set; } = string.Empty;

    /// <summary>The key of the resource; without it, all resources of the message.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("file_key", "image_key")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FileKeyCompleter))]
    public string? FileKey { get; set; }

    /// <summary>A message or a resource as Get-LarkMessage gives them, or an item as the API does: what it tells is not asked for again.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Image or File; by default found out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public LarkResourceType? Type { get; set; }

    /// <summary>Which kinds of resources of a message are wanted; by default all.</summary>
    [Parameter]
    public LarkResourceKind[] Kind { get; set; } = [];

    /// <summary>The file to save to, or the folder in which the file is named by itself.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "File")]
    [ValidateNotNullOrEmpty]
    public string OutFile { get; set; } = string.Empty;

    /// <summary>Emits the bytes, in blocks.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Bytes")]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>Emits the bytes as one array.</summary>
    [Parameter(ParameterSetName = "Bytes")]
    public SwitchParameter Raw { get; set; }

    /// <summary>Replaces an existing file.</summary>
    [Parameter(ParameterSetName = "File")]
    public SwitchParameter Force { get; set; }

    /// <summary>Starts again, whatever an earlier download has left.</summary>
    [Parameter(ParameterSetName = "File")]
    public SwitchParameter NoResume { get; set; }

    /// <summary>The hash the bytes must have; others are not saved.</summary>
    [Parameter(ParameterSetName = "File")]
    [Parameter(ParameterSetName = "Object")]
    [ValidatePattern("^[0-9A-Fa-f]{64}$")]
    public string? ExpectedSha256 { get; set; }

    /// <summary>Downloads in flight when the target is a folder.</summary>
    [Parameter(ParameterSetName = "File")]
    [ValidateRange(1, 32)]
    public int ThrottleLimit { get; set; } = 8;

    private protected override Task InFlight => _queue?.InFlight ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task ProcessRecordAsync()
    {
        // What was typed beside the pipe counts more than what came through it.
        var message = PipelineItem.Message(InputObject) is { } piped && piped.MessageId == MessageId.Trim() ? piped : null;

        // A history holds recalled messages as a matter of course; asked for by its id, one is an error.
        return TryAsync(() => GetAsync(message), e => message is not null && e.ErrorId == Situations.MessageDeleted);
    }

    /// <inheritdoc/>
    protected override Task EndProcessingAsync() => _queue?.DrainAsync() ?? Task.CompletedTask;

    private async Task GetAsync(LarkMessage? message)
    {
        var query = new ResourceQuery(ApiPath.Clean(nameof(MessageId), MessageId))
        {
            FileKey = FileKey is null ? null : ApiPath.Clean(nameof(FileKey), FileKey),
            Type = Type,
            Message = message,
            Resource = PipelineItem.Resource(InputObject),
            Kinds = Kind,
            OnlyOne = AsByteStream,
        };
        await foreach (var match in new ResourceSelector(Client).SelectAsync(query, Stop))
        {
            switch (match)
            {
                case ResourceMatch.Found { Request: var request }:
                    await ReportAsync(request, () => DeliverAsync(request with { Resume = !NoResume, ExpectedSha256 = ExpectedSha256 }));
                    break;
                case ResourceMatch.LeftOut { Resource: var resource }:
                    WriteWarning(ResourceSelector.Description(resource, "is left out"));
                    break;
                case ResourceMatch.Unread { Failure: var failure }:
                    await ReportAsync(() => Task.FromException(failure), IsNotServed);
                    break;
            }
        }
    }

    private Task DeliverAsync(TransferRequest request)
    {
        var source = new ResourceSource(Client, request.Id, ActiveConnection.MaximumRetryCount, request.AlternativeMessageId);
        return ParameterSetName switch
        {
            "File" => (_queue ??= new(this, Reporter, ReportAsync, ThrottleLimit, Stop)).AddAsync(source, request, OutFile, Force),
            "Bytes" => ContentOutput.BytesAsync(this, source, request, Raw, Stop),
            _ => ContentOutput.ObjectAsync(this, Reporter, source, request, Stop),
        };
    }

    /// <summary>A resource that came with its message may be of a kind that the platform does not serve; one that was named must be downloaded.</summary>
    private Task ReportAsync(TransferRequest request, Func<Task> work) => ReportAsync(work, e => request.IsImplied && IsNotServed(e));

    private static bool IsNotServed(LarkException e) => e.ErrorId == Situations.UnsupportedMessageType;
}
