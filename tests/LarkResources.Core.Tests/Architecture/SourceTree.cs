using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LarkResources.Tests.Architecture;

/// <summary>The sources of the module as the compiler sees them.</summary>
internal static class SourceTree
{
    // What ImplicitUsings gives every file of a project.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    public static IEnumerable<MetadataReference> Framework { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsFramework).Select(path => MetadataReference.CreateFromFile(path))];

    public static string Project(string name) => Path.Combine(RepositoryRoot(), "src", "LarkResources." + name);

    public static IEnumerable<SyntaxTree> Parse(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
        return [.. files.Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path)),
            CSharpSyntaxTree.ParseText(ImplicitUsings, path: Path.Combine(folder, "ImplicitUsings.cs"))];
    }

    // Our own assemblies are compiled from their sources, not referenced: a name must lead to the file that declares it.
    private static bool IsFramework(string path) => !Path.GetFileName(path).StartsWith("LarkResources.", StringComparison.Ordinal);

    public static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LarkResources.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests are not inside their repository.");
        }

        return folder;
    }
}
