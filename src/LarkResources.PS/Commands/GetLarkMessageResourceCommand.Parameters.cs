using System.Management.Automation;
using LarkResources.Binding;
using LarkResources.Completion;
using LarkResources.Transfer;

namespace LarkResources.Commands;

/// <content>The parameters.</content>
public sealed partial class GetLarkMessageResourceCommand
{
    // An object, and not a value: see CoreLoader.
    private ResourceQuery _query = new(string.Empty);

    /// <summary>Ids of messages, or links to them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("message_id")]
    [IdOf("MessageId", "message_id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MessageIdCompleter))]
    public string[] MessageId { get; set; } = [];

    /// <summary>Keys of resources of each message; without them, all of its resources.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("file_key", "image_key")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FileKeyCompleter))]
    public string[]? FileKey { get; set; }

    /// <summary>A message or a resource as Get-LarkMessage gives them, or an item as the API does: what it tells is not asked for again.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Image, File or Media; by default found out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ResourceType]
    public LarkResourceType? Type { get => _query.Type; set => _query = _query with { Type = value }; }

    /// <summary>Which kinds of resources of a message are wanted; by default all.</summary>
    [Parameter]
    [ValidateNotNull]
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

    /// <summary>How many of the first bytes are wanted; the server is asked for no more.</summary>
    [Parameter(ParameterSetName = "Bytes")]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Replaces an existing file.</summary>
    [Parameter(ParameterSetName = "File")]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves an existing file as it is, and emits it.</summary>
    [Parameter(ParameterSetName = "File")]
    public SwitchParameter SkipExisting { get; set; }

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
}
