using System.Management.Automation;
using System.Reflection;

namespace LarkResources.Pipeline;

/// <summary>How the module names itself to the platform, so that its support can tell whose calls they are.</summary>
internal static class UserAgent
{
    public static string Name { get; } = $"LarkResources/{Of(typeof(UserAgent))} PowerShell/{Of(typeof(PSObject))}";

    // The version of the file: that of the assembly is one for all releases (LoadedCopy).
    private static string Of(Type type) => Version.Parse(type.Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version).ToString(3);
}
