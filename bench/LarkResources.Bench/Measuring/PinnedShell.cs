using System.Reflection;

namespace LarkResources.Bench.Measuring;

/// <summary>The pinned PowerShell, without a profile.</summary>
internal static class PinnedShell
{
    public const string Program = "dotnet";

    private static readonly string s_path = typeof(PinnedShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PowerShell").Value!;

    public static string[] Version => [s_path, "--version"];

    public static string[] Run(string script) => [s_path, "-NoProfile", "-NonInteractive", "-Command", script];
}
