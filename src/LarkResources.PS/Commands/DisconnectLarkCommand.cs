using System.Management.Automation;
using LarkResources.Binding;
using LarkResources.State;

namespace LarkResources.Commands;

/// <summary>Forgets a connection and its secrets.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Lark", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ugTN1YjL4UTN24CO1UjN/trouble-shooting/how-to-choose-which-type-of-token-to-use")]
public sealed class DisconnectLarkCommand : ModuleCmdlet
{
    /// <summary>The connection to forget; by default the one of the process.</summary>
    [Parameter(ValueFromPipeline = true)]
    [LiveConnection]
    [ValidateNotNull]
    public LarkConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var cleared = DefaultConnection.Clear(Connection);
        (Connection ?? cleared)?.Close();
    }
}
