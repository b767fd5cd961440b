using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace LarkResources.State;

/// <summary>Loads Core when the module is imported: as it was compiled ahead for this platform, else as it runs on all of them.</summary>
/// <remarks>
/// The runtime takes the Core that comes first, and this is called before anything asks for one. For that no public type of this assembly may have a
/// field whose type is a value type of Core: the shell looks at all public types before it calls, and a type with such a field cannot be laid out without Core.
/// </remarks>
public sealed class CoreLoader : IModuleAssemblyInitializer
{
    private const string FileName = "LarkResources.Core.dll";

    /// <summary>The machine that a file names which runs everywhere.</summary>
    private const int AnyMachine = 0x014C;

    /// <summary>The only major version of .NET that code compiled ahead is made for; another one would load it and not use it.</summary>
    private const int Runtime = 10;

    /// <summary>Called by Import-Module.</summary>
    public void OnImport()
    {
        var root = Path.GetDirectoryName(typeof(CoreLoader).Assembly.Location)!;
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : OperatingSystem.IsLinux() ? "linux" : null;
        if (Platform(system, RuntimeInformation.ProcessArchitecture, Environment.Version) is not { } platform || !IsLoaded(Path.Combine(root, "lib", platform, FileName), Machine(system, RuntimeInformation.ProcessArchitecture)))
        {
            IsLoaded(Path.Combine(root, FileName), AnyMachine);
        }
    }

    /// <summary>The machine that an image for a platform names: the processor, with the system mixed in.</summary>
    internal static int Machine(string? system, Architecture architecture) =>
        (architecture switch { Architecture.X64 => 0x8664, Architecture.Arm64 => 0xAA64, _ => 0 }) ^ (system switch { "linux" => 0x7B79, "osx" => 0x4644, _ => 0 });

    /// <summary>The folder in <c>lib</c> with what would be compiled ahead for a platform; null where the runtime would not use it.</summary>
    internal static string? Platform(string? system, Architecture architecture, Version runtime) =>
        system is not null && runtime.Major == Runtime ? $"net{Runtime}.0/{system}-{architecture.ToString().ToLowerInvariant()}" : null;

    private static bool IsLoaded(string path, int machine)
    {
        try
        {
            return File.Exists(path) && MachineOf(path) is var named && (named == machine || named == AnyMachine) && AssemblyLoadContext.Default.LoadFromAssemblyPath(path) is not null;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            // Damaged, kept from running by a policy, or another build of it is loaded: this the first cmdlet tells.
            return false;
        }
    }

    /// <summary>What the header of a file says.</summary>
    /// <remarks>An image for another machine must not be tried: the runtime remembers the failure by the name, and loads no other file in its place.</remarks>
    private static int MachineOf(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        file.BaseStream.Position = 0x3C;
        file.BaseStream.Position = file.ReadUInt32() + 4;
        return file.ReadUInt16();
    }
}
