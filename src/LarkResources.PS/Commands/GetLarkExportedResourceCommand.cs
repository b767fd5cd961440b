using System.Management.Automation;
using LarkResources.Binding;
using LarkResources.Completion;
using LarkResources.Errors;
using LarkResources.Export;
using LarkResources.Paths;
using LarkResources.Pipeline;

namespace LarkResources.Commands;

/// <summary>Reads an export back from its manifests, without a network.</summary>
[Cmdlet(VerbsCommon.Get, "LarkExportedResource", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message-resource/get")]
[OutputType(typeof(LarkExportedResource))]
public sealed class GetLarkExportedResourceCommand : AsyncCmdlet
{
    private NamePatterns _senders = new([]);
    private NamePatterns _names = new([]);

    /// <summary>Folders of exports, or of single chats in them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Destination", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Only resources with one of these statuses; by default saved.</summary>
    [Parameter]
    [ValidateNotNull]
    public LarkExportStatus[] Status { get; set; } = [LarkExportStatus.Saved];

    /// <summary>Which kinds; by default all.</summary>
    [Parameter]
    [ValidateNotNull]
    public LarkResourceKind[] Kind { get; set; } = [];

    /// <summary>Names of senders, with wildcards. An id counts as a name.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExportedSenderCompleter))]
    [ValidateNotNull]
    public string[] SenderName { get; set; } = [];

    /// <summary>Names of files, with wildcards: as they were saved, or as they were sent.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[] Name { get; set; } = [];

    /// <summary>The first moment.</summary>
    [Parameter]
    [Moment]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The last moment.</summary>
    [Parameter]
    [Moment(IsEnd = true)]
    public DateTimeOffset? Until { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Since > Until)
        {
            ThrowTerminatingError(ErrorRecords.Create(LarkErrors.WindowReversed(Since, Until)));
        }

        try
        {
            (_senders, _names) = (new(SenderName), new(Name));
        }
        catch (LarkException e)
        {
            ThrowTerminatingError(ErrorRecords.Create(e));
        }
    }

    /// <inheritdoc/>
    protected override Task ProcessRecordAsync()
    {
        foreach (var path in Path)
        {
            Try(() =>
            {
                var named = OutputTarget.Resolve(SessionState, path).Path;
                foreach (var folder in ExportedChats.FoldersIn(named))
                {
                    Try(() => EmitChat(named, folder));
                }
            });
        }

        return Task.CompletedTask;
    }

    private void EmitChat(string named, string folder)
    {
        foreach (var (entry, fullName) in ExportedChats.ResourcesIn(named, folder, unreadable: Warn, Stop))
        {
            Stop.ThrowIfCancellationRequested();
            var resource = new LarkExportedResource(entry, fullName);
            if (IsWanted(resource))
            {
                WriteObject(resource);
            }
        }

        void Warn(int lines) => WriteWarning(LarkErrors.Localized(
            $"{lines} {(lines == 1 ? "line" : "lines")} of the manifest of '{folder}' could not be understood, so resources may be missing here.",
            $"'{folder}' 的清单中有 {lines} 行无法识别，因此可能缺少部分资源。"));
    }

    private bool IsWanted(LarkExportedResource resource) =>
        Status.Contains(resource.Status)
        && (Kind.Length == 0 || (resource.Kind is { } kind && Kind.Contains(kind)))
        && (_senders.IsEmpty || _senders.Match(resource.SenderName) || _senders.Match(resource.SenderId))
        && (_names.IsEmpty || _names.Match(resource.Name) || _names.Match(resource.SentName))
        && (Since is not { } since || resource.SentAt >= since) && (Until is not { } until || resource.SentAt <= until);

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (LarkException e)
        {
            WriteError(ErrorRecords.Create(e));
        }
    }
}
