using System.Management.Automation;

namespace LarkResources.Pipeline;

/// <summary>How the module names itself to the platform, so that its support can tell whose calls they are.</summary>
internal static class UserAgent
{
    public static string Name { get; } = $"LarkResources/{VersionOf(typeof(UserAgent))} PowerShell/{VersionOf(typeof(PSObject))}";

    private static string VersionOf(Type type) => type.Assembly.GetName().Version!.ToString(3);
}
