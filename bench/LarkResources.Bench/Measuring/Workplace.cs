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

    public string Module => ModuleIn(Root);

    public string EmptyModule => Path.Combine(EmptyModules, "EmptyModule.psd1");

    public string EmptyModuleWithFormat => Path.Combine(EmptyModules, "EmptyModuleWithFormat.psd1");

    public string Target => Path.Combine(Scratch, "target.bin");

    private string EmptyModules => Path.Combine(Root, "bench", "EmptyModule", "bin", _configuration, "net8.0");

    /// <summary>The full path of a program, or null where it is not installed.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
        .FirstOrDefault(File.Exists);

    /// <summary>The module that was built beside the bench of another build.</summary>
    public static string ModuleOf(string bench) => ModuleIn(FindRoot(bench));

    public void Dispose() => Directory.Delete(Scratch, recursive: true);

    private static string ModuleIn(string root) => Path.Combine(root, "out", "LarkResources", "LarkResources.psd1");

    private static string FindRoot(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LarkResources.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Run it from the repository.");
    }
}
