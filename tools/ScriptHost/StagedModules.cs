namespace ScriptHost;

/// <summary>The modules that this repository builds, found by name as if they were installed.</summary>
internal static class StagedModules
{
    private const string ModulePath = "PSModulePath";

    /// <summary>
    /// Puts them first, so that <c>Import-Module LarkResources</c> in an example, written as a user writes it, means
    /// what was just built.
    /// </summary>
    internal static void AddToModulePath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LarkResources.slnx")))
            {
                var others = Environment.GetEnvironmentVariable(ModulePath);
                Environment.SetEnvironmentVariable(ModulePath, Path.Combine(folder.FullName, "out") + Path.PathSeparator + others);
                return;
            }
        }
    }
}
