namespace LarkResources.Connections;

/// <summary>Where the files of the module are.</summary>
internal static class ModuleFolder
{
    /// <summary>The folder of the code that runs: the root of the module, or <c>lib/framework/platform</c> where it was compiled ahead.</summary>
    public static string Code { get; } = Path.GetDirectoryName(typeof(ModuleFolder).Assembly.Location)!;

    /// <summary>The folder with the manifest.</summary>
    public static string Root { get; } = RootOf(Code);

    /// <summary>True when the code that runs was compiled ahead.</summary>
    public static bool IsCompiledAhead => Code != Root;

    internal static string RootOf(string code)
    {
        var lib = Path.GetDirectoryName(Path.GetDirectoryName(code));
        return Path.GetFileName(lib) == "lib" ? Path.GetDirectoryName(lib)! : code;
    }
}
