using System.Management.Automation;
using LarkResources.Completion;
using LarkResources.Diagnostics;

namespace LarkResources.Commands;

/// <summary>Goes through everything that a download needs, and names what is missing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "LarkConnection", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ugTN1YjL4UTN24CO1UjN/trouble-shooting/how-to-choose-which-type-of-token-to-use")]
[OutputType(typeof(LarkCheck))]
[OutputType(typeof(bool))]
public sealed class TestLarkConnectionCommand : LarkCmdlet
{
    /// <summary>A chat whose history must be readable.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("chat_id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatIdCompleter))]
    public string? ChatId { get; set; }

    /// <summary>A message that must be readable.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("message_id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MessageIdCompleter))]
    public string? MessageId { get; set; }

    /// <summary>Only whether all is in order.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override bool ChecksNewConnection => false;

    /// <inheritdoc/>
    protected override Task ProcessRecordAsync() => TryAsync(async () =>
    {
        var isInOrder = true;
        await foreach (var check in new ConnectionChecklist(ActiveConnection, Reporter, ChatId, MessageId).RunAsync(Stop))
        {
            isInOrder &= check.Status is not LarkCheckStatus.Failed;
            if (!Quiet)
            {
                WriteObject(check);
            }
        }

        if (Quiet)
        {
            WriteObject(isInOrder);
        }
    });
}
