using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LarkResources.State;

/// <summary>The copy of the module whose code this process runs: the first one that was imported.</summary>
/// <remarks>
/// The runtime loads an assembly of one name once. Of a second copy with another build of LarkResources.PS the import fails: "Assembly with same name is already loaded".
/// One with the same build of it and another of Core would be imported without a word, and run the code of the first under its own name. An import
/// tells a binary module nothing of where it is imported from; a cmdlet knows, so it looks at its first call. Folders are not compared by their
/// names alone: links, mounts and letter case give one folder many, and copies with the same code do no harm.
/// </remarks>
internal static class LoadedCopy
{
    private static readonly Assembly[] Loaded = [typeof(LoadedCopy).Assembly, typeof(LarkConnection).Assembly];
    private static readonly ConcurrentDictionary<string, bool> Judged = new(StringComparer.Ordinal);

    /// <summary>The folder of the copy that runs.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(LoadedCopy).Assembly.Location)!;

    /// <summary>True for the error with which an import ends where another build is loaded.</summary>
    /// <remarks>Its text is that of the runtime, in English everywhere.</remarks>
    public static bool Prevented(Exception import) =>
        import is FileLoadException && Array.Exists(Loaded, assembly => import.Message.Contains($"'{assembly.GetName().Name}, ", StringComparison.Ordinal));

    /// <summary>False when a folder has other code than what runs. A folder without any, such as that of a module around this one, is not a copy.</summary>
    public static bool IsIn(string folder) => folder == Folder || Judged.GetOrAdd(folder, static folder => Array.TrueForAll(Loaded, assembly => IsSame(assembly, folder)));

    private static bool IsSame(Assembly loaded, string folder)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(Path.Combine(folder, Path.GetFileName(loaded.Location))));
            var metadata = file.GetMetadataReader();
            return metadata.GetGuid(metadata.GetModuleDefinition().Mvid) == loaded.ManifestModule.ModuleVersionId;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException)
        {
            return true;
        }
    }
}
