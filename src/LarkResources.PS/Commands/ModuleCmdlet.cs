using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Pipeline;
using LarkResources.State;

namespace LarkResources.Commands;

/// <summary>A cmdlet of this module: it runs only the code of the copy it was imported from.</summary>
public abstract class ModuleCmdlet : PSCmdlet
{
    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (MyInvocation.MyCommand.Module?.ModuleBase is { } folder && !LoadedCopy.IsIn(folder))
        {
            var (chinese, english) = ($"本进程已从 {LoadedCopy.Folder} 加载模块代码，无法再加载 {folder} 中的另一份。", $"The code of the module was loaded from {LoadedCopy.Folder}, so the other copy in {folder} cannot run in this process.");
            ThrowTerminatingError(ErrorRecords.Create(LarkErrors.Local(ModuleErrors.AnotherCopyLoaded, LarkErrors.Localized(english, chinese), folder)));
        }
    }

    /// <summary>Ends the command with an error; with <c>-ErrorAction Stop</c> the script too.</summary>
    /// <remarks>The engine's method of this name ends the command alone: a script continues after it, and <c>pwsh -File</c> exits with 0 (findings/throwterminatingerror-erroraction.sh).</remarks>
    [DoesNotReturn]
    private protected new void ThrowTerminatingError(ErrorRecord errorRecord)
    {
        if (IsStopRequested)
        {
            WriteError(errorRecord);
        }

        base.ThrowTerminatingError(errorRecord);
        throw new UnreachableException();
    }

    /// <inheritdoc cref="ShellStream.WriteVerbose"/>
    private protected new void WriteVerbose(string text) => ShellStream.WriteVerbose(this, text);

    /// <inheritdoc cref="ShellStream.WriteWarning"/>
    private protected new void WriteWarning(string text) => ShellStream.WriteWarning(this, text);

    private protected bool IsStopRequested => MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var action) && action is ActionPreference.Stop;
}
