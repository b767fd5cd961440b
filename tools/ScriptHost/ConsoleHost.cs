using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;

namespace ScriptHost;

/// <summary>The application side of the engine: who hosts it, and what <c>exit</c> means.</summary>
internal sealed class ConsoleHost(ConsoleHostUI ui) : PSHost
{
    /// <summary>The number given to <c>exit</c>; none as long as the script did not call it.</summary>
    internal int? ExitCode { get; private set; }

    public override string Name => "ScriptHost";

    public override Version Version { get; } = Assembly.GetExecutingAssembly().GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => ui;

    /// <summary>The way from a cmdlet of this host back to it; the engine shows cmdlets only a wrapper.</summary>
    public override PSObject PrivateData { get; } = PSObject.AsPSObject(ui);

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    // Asked for by `-Confirm` ▸ Suspend and by the debugger: both need a shell to go to.
    public override void EnterNestedPrompt() => throw new NotSupportedException("This host runs scripts; it has no prompt to go to.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This host runs scripts; it has no prompt to leave.");

    // A native program is free to change the terminal; nothing of ours must be in its way.
    public override void NotifyBeginApplication() => ui.Terminal.ClearProgress();

    public override void NotifyEndApplication()
    {
    }
}
