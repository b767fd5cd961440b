using System.Runtime.InteropServices;

namespace LarkResources.Bench.Measuring;

/// <summary>Where the programs that take part were built, and a folder for what they download.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public Workplace()
    {
        Root = FindRoot(AppContext.BaseDirectory);
        Scratch = Directory.CreateTempSubdirectory("lark-bench-").FullName;
    }

    public string Root { get; }

    public string Scratch { get; }

    public static string Bench => Path.Combine(AppContext.BaseDirectory, "LarkResources.Bench.dll");

    public string Server => Path.Combine(Root, "tests", "LarkResources.SandboxServer", "bin", _configuration, "net10.0", "LarkResources.SandboxServer.dll");

    public string Module => ModuleAt(Root);

    public string EmptyModule => Path.Combine(EmptyModules, "EmptyModule.psd1");

    public string EmptyModuleWithFormat => Path.Combine(EmptyModules, "EmptyModuleWithFormat.psd1");

    public string Target => Path.Combine(Scratch, "target.bin");

    private string EmptyModules => Path.Combine(Root, "bench", "EmptyModule", "bin", _configuration, "net8.0");

    /// <summary>The full path of a program, or null where it is not installed.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
        .FirstOrDefault(File.Exists);

    /// <summary>The module that was built with a bench.</summary>
    public static string ModuleOf(string bench) => ModuleAt(FindRoot(Path.GetDirectoryName(bench)!));

    /// <summary>What to import: of a package, or what was built where there is none.</summary>
    public string ModuleFor(string? package) => package is null ? Module : ModuleIn(package);

    /// <summary>What to import of the folder of a module.</summary>
    public static string ModuleIn(string folder) => Path.Combine(folder, "LarkResources.psd1");

    /// <summary>This bench with the assemblies that a package has compiled ahead for this platform, in the place of its own.</summary>
    public string BenchAhead(string package)
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var copy = Path.Combine(Scratch, "ahead");
        Directory.CreateDirectory(copy);
        string[] folders = [AppContext.BaseDirectory, Path.Combine(package, "lib", "net10.0", $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}")];
        foreach (var file in folders.SelectMany(Directory.GetFiles))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        }

        return Path.Combine(copy, Path.GetFileName(Bench));
    }

    public void Dispose() => Directory.Delete(Scratch, recursive: true);

    private static string ModuleAt(string root) => ModuleIn(Path.Combine(root, "out", "LarkResources"));

    private static string FindRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LarkResources.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Run it from the repository.");
    }
}
