using System.Management.Automation;
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
    public string? FileKey { get; set; }

    /// <summary>Image or File; by default found out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public LarkResourceType? Type { get; set; }

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
        var fileKey = FileKey is null ? null : ApiPath.Clean(nameof(FileKey), FileKey);
        var (wanted, unsupported) = await ResourceRequests.FindAsync(Client, messageId, fileKey, Type, Stop);
        foreach (var resource in unsupported)
        {
            WriteWarning($"{resource.Kind} '{resource.FileKey}' of message '{resource.MessageId}' is left out: {resource.Note}");
        }

        foreach (var request in wanted)
        {
            await TryAsync(() => ParameterSetName switch
            {
                "File" => SaveAsync(request),
                "Bytes" => EmitBytesAsync(request),
                _ => EmitObjectAsync(request),
            });
        }
    });

    /// <inheritdoc/>
    protected override Task EndProcessingAsync() => _queue?.InFlight ?? Task.CompletedTask;

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

        _queue ??= new(this, Reporter, TryAsync, ThrottleLimit, Stop);
        return _queue.AddAsync(Source(request), request, target, Force);
    }

    private ResourceSource Source(TransferRequest request) => new(Client, request.Id, ActiveConnection.MaximumRetryCount);
}
