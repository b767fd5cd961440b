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
    private const string Core = "LarkResources.Core";

    private static readonly Lazy<IHttpStack> Instance = new(Load);

    public static IHttpStack Stack => Instance.Value;

    private static IHttpStack Load()
    {
        var plain = Path.Combine(ModuleFolder.Root, "lib", Environment.Version.Major >= 10 ? "net10.0" : "net8.0");
        var assembly = new PlugInContext(ModuleFolder.IsCompiledAhead ? [ModuleFolder.Code, plain] : [plain]).Find(PlugIn) ?? throw new FileNotFoundException(null, Path.Combine(plain, PlugIn + ".dll"));
        var type = assembly.GetType(PlugIn + ".HttpStack", throwOnError: true)!;
        return (IHttpStack)Activator.CreateInstance(type, nonPublic: true)!;
    }

    /// <param name="folders">Where to look, in turn; what is in the last one runs everywhere.</param>
    internal sealed class PlugInContext(params string[] folders) : AssemblyLoadContext(PlugIn)
    {
        /// <summary>The assembly of the first folder whose own can be loaded; null where there is none.</summary>
        public Assembly? Find(string name)
        {
            foreach (var folder in folders)
            {
                var path = Path.Combine(folder, name + ".dll");
                if (!File.Exists(path))
                {
                    continue;
                }

                try
                {
                    return LoadFromAssemblyPath(path);
                }
                catch (Exception e) when (folder != folders[^1] && e is BadImageFormatException or IOException or UnauthorizedAccessException)
                {
                    // Damaged, compiled for another platform, or kept from running by a policy that wants a signature.
                }
            }

            return null;
        }

        // Null hands the question to the default context: the framework and Core must have one copy in the process.
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name is null or Core ? null : Find(assemblyName.Name);
    }
}
