using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Paths;
using LarkResources.Pipeline;
using LarkResources.Transfer;

namespace LarkResources.Commands;

/// <summary>Gets resources of messages: as objects, as files, or as bytes for another program.</summary>
[Cmdlet(VerbsCommon.Get, "LarkMessageResource", SupportsShouldProcess = true, DefaultParameterSetName = "Object", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message-resource/get")]
[OutputType(typeof(LarkResourceContent), ParameterSetName = ["Object"])]
[OutputType(typeof(LarkResourceFile), ParameterSetName = ["File"])]
[OutputType(typeof(byte[]), ParameterSetName = ["Bytes"])]
public sealed partial class GetLarkMessageResourceCommand : LarkCmdlet
{
    private DownloadQueue? _queue;
    private SourcePace? _pace;
    private OutputTarget? _target;
    private LarkException? _noTarget;

    private protected override Task InFlight => _queue?.InFlight ?? Task.CompletedTask;

    private SourcePace Pace => _pace ??= new(ThrottleLimit);

    /// <summary>True where several resources would become one stream or file.</summary>
    private bool IsForOne => AsByteStream || Target is { IsFolder: false };

    /// <summary>What -OutFile names; null where it is not given, or leads nowhere.</summary>
    private OutputTarget? Target => _target?.AsOfNow();

    private ExistingFile Existing => Force ? ExistingFile.Replace : SkipExisting ? ExistingFile.Skip : ExistingFile.Refuse;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Force && SkipExisting)
        {
            ThrowTerminatingError(ErrorRecords.Create(LarkErrors.Local(
                Situations.InvalidRequestParameter,
                LarkErrors.Localized("-Force and -SkipExisting contradict each other.", "-Force 与 -SkipExisting 相互矛盾。"),
                null,
                recommendation: LarkErrors.Localized("Use -Force to replace existing files, or -SkipExisting to keep them.", "用 -Force 覆盖已有文件，或用 -SkipExisting 保留它们。"))));
        }

        // The time of the source counts from here.
        _ = Pace;
        if (ParameterSetName == "File")
        {
            ResolveOutFile();
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        Pace.Enter();
        if (IsForOne && MessageId.Length * (FileKey?.Length ?? 1) is > 1 and var count)
        {
            await ReportAsync(() => throw LarkErrors.Several(LarkErrors.Localized($"{count} resources or messages were given", $"给出了 {count} 个资源或消息"), MessageId[0]));
            return;
        }

        foreach (var id in MessageId)
        {
            // What was typed beside the pipe counts more than what came through it.
            var message = PipelineItem.Message(InputObject) is { } piped && piped.MessageId == id?.Trim() ? piped : null;
            foreach (var key in FileKey ?? [null!])
            {
                // A history holds recalled messages as a matter of course; requested by its id, one is an error.
                await TryAsync(() => GetAsync(id ?? string.Empty, key, message), e => message is not null && e.ErrorId == Situations.MessageDeleted);
            }
        }

        await (_queue?.SettleAsync() ?? Task.CompletedTask);
        Pace.Leave();
    }

    /// <inheritdoc/>
    protected override Task EndProcessingAsync() => _queue?.DrainAsync() ?? Task.CompletedTask;

    private async Task GetAsync(string messageId, string? fileKey, LarkMessage? message)
    {
        var query = _query with
        {
            MessageId = ApiPath.Clean(nameof(MessageId), messageId),
            FileKey = fileKey is null ? null : ApiPath.Clean(nameof(FileKey), fileKey),
            Message = message,
            Resource = PipelineItem.Resource(InputObject),
            Kinds = Kind,
            OnlyOne = IsForOne,
        };
        await foreach (var match in new ResourceSelector(Client).SelectAsync(query, Stop))
        {
            switch (match)
            {
                case ResourceMatch.Found { Request: var request }:
                    await ReportAsync(request, () => DeliverAsync(request with { Resume = !NoResume, ExpectedSha256 = ExpectedSha256 }));
                    break;
                case ResourceMatch.LeftOut { Resource: var resource }:
                    WriteWarning(ResourceSelector.Description(resource, LarkErrors.Localized("is skipped", "已跳过")));
                    break;
                case ResourceMatch.Nothing { MayHoldMore: true, Reason: var reason }:
                    WriteWarning(reason);
                    break;
                case ResourceMatch.Nothing { Reason: var reason }:
                    WriteVerbose(ShownText.Lines(reason));
                    break;
                case ResourceMatch.Unread { Failure: var failure }:
                    await ReportAsync(() => Task.FromException(failure), IsNotServed);
                    break;
            }
        }
    }

    /// <summary>Once, since for an absolute path the engine reads the list of all mounts (findings/pwsh-absolute-path-mounts.sh). A path that leads nowhere fails with each resource.</summary>
    private void ResolveOutFile()
    {
        try
        {
            _target = OutputTarget.Resolve(SessionState, OutFile);
        }
        catch (LarkException e)
        {
            _noTarget = e;
        }
    }

    private Task DeliverAsync(TransferRequest request)
    {
        if (_noTarget is not null)
        {
            return Task.FromException(_noTarget);
        }

        var source = new ResourceSource(Client, request, ActiveConnection.MaximumRetryCount) { First = First < int.MaxValue ? First : null };

        // The name that a message gives decides before the first response.
        request = request with { Name = request.Name is { } name ? source.Shown(name) : null };
        return ParameterSetName switch
        {
            "File" => (_queue ??= new(this, Reporter, ReportAsync, ThrottleLimit, Pace, Stop)).AddAsync(source, request, Target!, Existing),
            "Bytes" => ContentOutput.BytesAsync(this, source, request, Raw, Stop),
            _ => ContentOutput.ObjectAsync(this, Reporter, source, request, Stop),
        };
    }

    /// <summary>A resource that came with its message may be of a kind that the platform does not serve; one that was named must be downloaded.</summary>
    private Task ReportAsync(TransferRequest request, Func<Task> work) => ReportAsync(work, e => request.IsImplied && IsNotServed(e));

    private static bool IsNotServed(LarkException e) => e.ErrorId == Situations.UnsupportedMessageType;
}
