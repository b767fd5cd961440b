using System.Management.Automation;
using LarkResources.Completion;
using LarkResources.Paths;
using LarkResources.Pipeline;

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

    /// <summary>A message as Get-LarkMessage gives it: its resources need not be asked for again.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public LarkMessage? Message { get; set; }

    /// <summary>A resource as a message lists it, with its name and time.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public LarkResource? Resource { get; set; }

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

    /// <summary>Downloads in flight when the target is a folder.</summary>
    [Parameter(ParameterSetName = "File")]
    [ValidateRange(1, 32)]
    public int ThrottleLimit { get; set; } = 8;

    private protected override Task InFlight => _queue?.InFlight ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task ProcessRecordAsync() => TryAsync(async () =>
    {
        var messageId = ApiPath.Clean(nameof(MessageId), MessageId);
        if (Resource is not null)
        {
            await GetAllAsync([Resource]);
        }
        else if (FileKey is not null)
        {
            await GetAsync(await ResourceRequests.ByKeyAsync(Client, messageId, ApiPath.Clean(nameof(FileKey), FileKey), Type, Stop));
        }
        else
        {
            await GetAllAsync(await ResourceRequests.OfMessageAsync(Client, messageId, Message, Stop));
        }
    },
    // A history holds recalled messages as a matter of course; asked for by its id, one is an error.
    isExpected: e => Message is not null && e.ErrorId == "MessageDeleted");

    /// <summary>What came as a part of a message may be of a kind that the platform does not serve; what was named must be had.</summary>
    private Task AttemptAsync(TransferRequest request, Func<Task> work) =>
        TryAsync(work, e => request.IsPartOfMessage && e.ErrorId == "UnsupportedMessageType");

    /// <inheritdoc/>
    protected override Task EndProcessingAsync() => _queue?.DrainAsync() ?? Task.CompletedTask;

    private async Task GetAllAsync(IEnumerable<LarkResource> resources)
    {
        foreach (var resource in resources.Where(resource => Kind.Length == 0 || Kind.Contains(resource.Kind)))
        {
            if (resource.IsSupported)
            {
                var request = ResourceRequests.For(resource);
                await AttemptAsync(request, () => GetAsync(request));
            }
            else
            {
                WriteWarning($"{resource.Kind} '{resource.FileKey}' of message '{resource.MessageId}' is left out: {resource.Note}");
            }
        }
    }

    private Task GetAsync(TransferRequest request) => ParameterSetName switch
    {
        "File" => SaveAsync(request),
        "Bytes" => EmitBytesAsync(request),
        _ => EmitObjectAsync(request),
    };

    private async Task EmitObjectAsync(TransferRequest request)
    {
        var meter = new TransferMeter();
        var (content, result) = await TransferProgress.ShowAsync(this, Reporter, request.Id, meter, new MemoryDownload(Source(request), request, meter).RunAsync(Stop));
        WriteObject(new LarkResourceContent(request.Id, result, content));
    }

    private async Task EmitBytesAsync(TransferRequest request)
    {
        if (Raw)
        {
            var (content, _) = await new MemoryDownload(Source(request), request, new()).RunAsync(Stop);
            WriteObject(content, enumerateCollection: false);
            return;
        }

        await using var blocks = new BlockReader(Source(request), new());
        await blocks.OpenAsync(Stop);
        while (await blocks.NextAsync(Stop) is { } block)
        {
            WriteObject(block, enumerateCollection: false);
        }
    }

    private Task SaveAsync(TransferRequest request)
    {
        var target = OutputTarget.Resolve(SessionState, OutFile);
        target.CheckFree(Force);
        var shown = target.IsFolder ? Path.Combine(target.Path, request.Name ?? string.Empty) : target.Path;
        if (!ShouldProcess(shown, $"Download {request.Id.Type.ToString().ToLowerInvariant()} {request.Id.FileKey}"))
        {
            return Task.CompletedTask;
        }

        _queue ??= new(this, Reporter, AttemptAsync, ThrottleLimit, Stop);
        return _queue.AddAsync(Source(request), request, target, Force);
    }

    private ResourceSource Source(TransferRequest request) => new(Client, request.Id, ActiveConnection.MaximumRetryCount);
}
