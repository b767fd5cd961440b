using System.Management.Automation;
using LarkResources.Binding;
using LarkResources.Completion;
using LarkResources.Export;
using LarkResources.Pipeline;

namespace LarkResources.Commands;

/// <content>The parameters.</content>
public sealed partial class ExportLarkChatResourceCommand
{
    /// <summary>Ids of chats, links to them, or their names with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("chat_id")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChatIdCompleter))]
    public string[] ChatId { get; set; } = [];

    /// <summary>A chat as Get-LarkChat gives it, so that its name is not asked for again, or an id.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The folder of the export.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>The first moment.</summary>
    [Parameter]
    [Moment]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The last moment.</summary>
    [Parameter]
    [Moment(IsEnd = true)]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Which kinds of resources are wanted; by default all but covers.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public LarkResourceKind[] Kind { get; set; } = [];

    /// <summary>Only resources with one of these names, with wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>No resources with one of these names, with wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Exclude { get; set; } = [];

    /// <summary>Only what was sent by these people or apps, by their ids.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SenderIdCompleter))]
    public string[] SenderId { get; set; } = [];

    /// <summary>Larger resources are left out; in bytes.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaximumSize { get; set; }

    /// <summary>Also what was sent in threads.</summary>
    [Parameter]
    public SwitchParameter IncludeThread { get; set; }

    /// <summary>Also what was said, in messages.jsonl beside the manifest.</summary>
    [Parameter]
    public SwitchParameter IncludeMessage { get; set; }

    /// <summary>With -IncludeThread, how many days back a repeated run looks for threads that have begun since below older messages.</summary>
    [Parameter]
    [ValidateRange(1, 36500)]
    public int ThreadLookbackDays { get; set; } = (int)HistoryCheckpoint.ThreadOverlap.TotalDays;

    /// <summary>Reads the whole history again.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>Asks again for what was refused for good.</summary>
    [Parameter]
    public SwitchParameter RetrySkipped { get; set; }

    /// <summary>Hashes the files that are there.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>Replaces saved files that a person has changed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Downloads in flight.</summary>
    [Parameter]
    [ValidateRange(1, 32)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Writes a page that shows the export.</summary>
    [Parameter]
    public SwitchParameter Gallery { get; set; }

    /// <summary>Emits each resource as it is saved, instead of one summary at the end.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What they mean together.</summary>
    private ExportOptions Selection(bool isDryRun) => new()
    {
        Since = Since,
        Until = Until,
        Kinds = Kind.Length > 0 ? Kind.ToHashSet() : ExportOptions.UsualKinds,
        MaximumSize = MaximumSize,
        IncludeThread = IncludeThread,
        IncludeMessage = IncludeMessage,
        Filter = _filter,
        ThreadLookback = TimeSpan.FromDays(ThreadLookbackDays),
        Full = Full,
        RetrySkipped = RetrySkipped,
        Verify = Verify,
        ReplaceEdited = Force,
        IsDryRun = isDryRun,
        ThrottleLimit = ThrottleLimit,
    };
}
