using System.Reflection;

namespace LarkResources.Bench.Measuring;

/// <summary>A PowerShell, run without a profile.</summary>
internal sealed class Shell
{
    private readonly string[] _first;

    private Shell(string program, params string[] first)
    {
        Program = program;
        _first = first;
    }

    /// <summary>The one that the repository pins. It comes from NuGet, where its assemblies are IL: it compiles at each start what an installed one has compiled.</summary>
    public static Shell Pinned { get; } = At(typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PowerShell").Value!);

    public string Program { get; }

    public string[] Version => [.. _first, "--version"];

    /// <summary>Another one.</summary>
    /// <param name="path">A program, or a pwsh.dll, which dotnet runs; null for the pinned one.</param>
    public static Shell At(string? path) => path is null ? Pinned : path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new("dotnet", path) : new(path);

    public string[] Run(string script) => [.. _first, "-NoProfile", "-NonInteractive", "-Command", script];
}
