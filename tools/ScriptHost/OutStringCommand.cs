using System.Management.Automation;
using System.Text;

namespace ScriptHost;

/// <summary>
/// The part of <c>Out-String</c> that the engine itself calls: it turns what is piped into a native program to text with
/// it, and starts it even for bytes. The real one lives in a module that comes with pwsh, not with the engine.
/// </summary>
[Cmdlet(VerbsData.Out, "String")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : PSCmdlet
{
    private readonly List<PSObject> _objects = [];

    /// <summary>Gets or sets the object to turn into text.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Gets or sets a value indicating whether each line is a string of its own.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject?.BaseObject is string line && Stream && _objects.Count == 0)
        {
            // A program that reads lines gets them as they come.
            WriteObject(line);
        }
        else if (InputObject is not null)
        {
            _objects.Add(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var text = _objects.Count == 0 ? string.Empty : Format();
        if (!Stream)
        {
            WriteObject(text);
        }
        else if (text.Length > 0)
        {
            WriteObject(text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), enumerateCollection: true);
        }
    }

    private string Format()
    {
        var ui = (ConsoleHostUI)Host.PrivateData.BaseObject;
        var text = new StringBuilder();
        ui.Capture = text;
        try
        {
            using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand("Out-Host").Invoke(_objects);
        }
        finally
        {
            ui.Capture = null;
        }

        return text.ToString();
    }
}
