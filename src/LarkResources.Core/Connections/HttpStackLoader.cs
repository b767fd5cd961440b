using System.Reflection;
using System.Runtime.Loader;

namespace LarkResources.Connections;

/// <summary>Loads LarkResources.Http and the packages it needs behind a wall, at the first call and not at import.</summary>
/// <remarks>
/// Other modules bring other versions of Microsoft.Extensions.*; in a context of its own neither side sees the other's.
/// The folder is chosen for the runtime that runs, since a build for .NET 10 needs assemblies that .NET 8 does not have.
/// </remarks>
internal static class HttpStackLoader
{
    private const string PlugIn = "LarkResources.Http";

    private static readonly Lazy<IHttpStack> Instance = new(Load);

    public static IHttpStack Stack => Instance.Value;

    private static IHttpStack Load()
    {
        var moduleBase = Path.GetDirectoryName(typeof(HttpStackLoader).Assembly.Location)!;
        var folder = Path.Combine(moduleBase, "lib", Environment.Version.Major >= 10 ? "net10.0" : "net8.0");
        var assembly = new PlugInContext(folder).LoadFromAssemblyPath(Path.Combine(folder, PlugIn + ".dll"));
        var type = assembly.GetType(PlugIn + ".HttpStack", throwOnError: true)!;
        return (IHttpStack)Activator.CreateInstance(type, nonPublic: true)!;
    }

    private sealed class PlugInContext(string folder) : AssemblyLoadContext(PlugIn)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            // Null hands the question to the default context: the framework and Core must have one copy in the process.
            var path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
