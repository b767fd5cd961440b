using System.Management.Automation;
using LarkResources.Binding;
using LarkResources.State;

namespace LarkResources.Commands;

/// <summary>Shows who is connected, and where; never a secret.</summary>
[Cmdlet(VerbsCommon.Get, "LarkConnection", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ugTN1YjL4UTN24CO1UjN/trouble-shooting/how-to-choose-which-type-of-token-to-use")]
[OutputType(typeof(LarkConnection))]
public sealed class GetLarkConnectionCommand : ModuleCmdlet
{
    /// <summary>The connection to show; by default the one of the process.</summary>
    [Parameter]
    [LiveConnection]
    [ValidateNotNull]
    public LarkConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if ((Connection ?? DefaultConnection.Current) is { } connection)
        {
            WriteObject(connection);
        }
    }
}
