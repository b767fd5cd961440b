namespace LarkResources.PS.Tests.Engine;

/// <summary>Where the build has put things: the tests go through the staged module, never through project references.</summary>
public static class StagedModule
{
    private const string TargetFramework = "net10.0";

    /// <summary>Gets the root of the repository.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Gets the folder a user would copy to a module path.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot, "out", "LarkResources");

    /// <summary>Gets what is given to Import-Module.</summary>
    public static string Manifest { get; } = Path.Combine(Folder, "LarkResources.psd1");

    /// <summary>Gets Debug or Release, whichever these tests were built as.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The program that a project of this repository built, in the configuration of the tests.</summary>
    /// <param name="projectFolder">The folder of the project, from the root.</param>
    public static string BuiltProgram(string projectFolder)
    {
        var name = Path.GetFileName(projectFolder) + ".dll";
        var path = Path.Combine(RepositoryRoot, projectFolder, "bin", Configuration, TargetFramework, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{name} is not built; build the whole solution.", path);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LarkResources.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No LarkResources.slnx above {AppContext.BaseDirectory}.");
    }
}
