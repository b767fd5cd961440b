using System.Management.Automation;
using System.Management.Automation.Remoting.Internal;

namespace LarkResources.Pipeline;

/// <summary>Writes verbose lines and warnings without a question.</summary>
/// <remarks>
/// With <c>-Debug</c> the engine asks whether to continue at each of both, if a compiled cmdlet writes it; where there is no person to answer, the command ends in an
/// error (findings/pwsh-debug-asks-at-a-warning.sh). A person who wants to be asked says so: with <c>-WarningAction Inquire</c> or a preference.
/// </remarks>
internal static class ShellStream
{
    /// <summary>True where a switch of the call asks for the stream, or else its variable does. <c>-Debug</c> alone does not ask for verbose lines.</summary>
    public static bool IsRead(PSCmdlet cmdlet, string stream) =>
        Switch(cmdlet, stream) ?? Preference(cmdlet, stream) is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Writes a verbose line, where the stream is read.</summary>
    public static void WriteVerbose(PSCmdlet cmdlet, string line)
    {
        if (!IsAsked(cmdlet) || cmdlet.MyInvocation.BoundParameters.ContainsKey("Verbose"))
        {
            cmdlet.WriteVerbose(line);
        }
        else if (IsRead(cmdlet, "Verbose"))
        {
            Unasked(cmdlet, "Verbose", PSStreamObjectType.Verbose, line);
        }
    }

    /// <summary>Writes a warning.</summary>
    public static void WriteWarning(PSCmdlet cmdlet, string line)
    {
        if (!IsAsked(cmdlet) || cmdlet.MyInvocation.BoundParameters.ContainsKey("WarningAction"))
        {
            cmdlet.WriteWarning(line);
        }
        else
        {
            Unasked(cmdlet, "Warning", PSStreamObjectType.Warning, line);
        }
    }

    private static bool IsAsked(PSCmdlet cmdlet) => Switch(cmdlet, "Debug") is true;

    private static void Unasked(PSCmdlet cmdlet, string stream, PSStreamObjectType type, string line) =>
        new PSStreamObject(type, line).WriteStreamObject(cmdlet, overrideInquire: Preference(cmdlet, stream) is not (ActionPreference.Inquire or ActionPreference.Stop));

    private static bool? Switch(PSCmdlet cmdlet, string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out var given) ? given is SwitchParameter { IsPresent: true } : null;

    private static ActionPreference? Preference(PSCmdlet cmdlet, string stream) =>
        LanguagePrimitives.TryConvertTo(cmdlet.GetVariableValue($"{stream}Preference"), out ActionPreference preference) ? preference : null;
}
