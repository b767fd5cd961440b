using System.Management.Automation;
using System.Management.Automation.Remoting.Internal;

namespace LarkResources.Pipeline;

/// <summary>Writes verbose lines and warnings without a prompt.</summary>
/// <remarks>
/// With <c>-Debug</c> the engine prompts at every warning and verbose line that a compiled cmdlet writes; in an unattended run the command then fails
/// (findings/pwsh-debug-asks-at-a-warning.sh). To be prompted, use <c>-WarningAction Inquire</c> or a preference variable.
/// </remarks>
internal static class ShellStream
{
    /// <summary>True where a switch of the call asks for the stream, or else its variable does. <c>-Debug</c> alone does not ask for verbose lines.</summary>
    public static bool IsRead(PSCmdlet cmdlet, string stream) =>
        Switch(cmdlet, stream) ?? Preference(cmdlet, stream) is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Writes a verbose line, where the stream is read.</summary>
    public static void WriteVerbose(PSCmdlet cmdlet, string line)
    {
        if (!HasDebugSwitch(cmdlet) || cmdlet.MyInvocation.BoundParameters.ContainsKey("Verbose"))
        {
            cmdlet.WriteVerbose(line);
        }
        else if (IsRead(cmdlet, "Verbose"))
        {
            WriteWithoutPrompt(cmdlet, "Verbose", PSStreamObjectType.Verbose, line);
        }
    }

    /// <summary>Writes a warning, without what a terminal would obey.</summary>
    public static void WriteWarning(PSCmdlet cmdlet, string text)
    {
        var line = ShownText.Lines(text);
        if (!HasDebugSwitch(cmdlet) || cmdlet.MyInvocation.BoundParameters.ContainsKey("WarningAction"))
        {
            cmdlet.WriteWarning(line);
        }
        else
        {
            WriteWithoutPrompt(cmdlet, "Warning", PSStreamObjectType.Warning, line);
        }
    }

    private static bool HasDebugSwitch(PSCmdlet cmdlet) => Switch(cmdlet, "Debug") is true;

    private static void WriteWithoutPrompt(PSCmdlet cmdlet, string stream, PSStreamObjectType type, string line) =>
        new PSStreamObject(type, line).WriteStreamObject(cmdlet, overrideInquire: Preference(cmdlet, stream) is not (ActionPreference.Inquire or ActionPreference.Stop));

    private static bool? Switch(PSCmdlet cmdlet, string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out var given) ? given is SwitchParameter { IsPresent: true } : null;

    private static ActionPreference? Preference(PSCmdlet cmdlet, string stream) =>
        LanguagePrimitives.TryConvertTo(cmdlet.GetVariableValue($"{stream}Preference"), out ActionPreference preference) ? preference : null;
}
