using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.SupplyChain;

/// <summary>The assemblies that this repository compiles, read as files: what they can do is seen without running it.</summary>
internal static class OwnAssemblies
{
    internal static IReadOnlyList<string> Paths { get; } =
        [.. Directory.GetFiles(StagedModule.Folder, "LarkResources.*.dll", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(StagedModule.Folder, path))];

    internal static TheoryData<string> Rows => [.. Paths];

    internal static T Read<T>(string path, Func<PEReader, MetadataReader, T> read)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(StagedModule.Folder, path)));
        return read(file, file.GetMetadataReader());
    }

    /// <summary>Every member of another assembly that the code names.</summary>
    internal static IEnumerable<(string Namespace, string Type, string Member)> Members(MetadataReader metadata)
    {
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
                yield return (metadata.GetString(type.Namespace), metadata.GetString(type.Name), metadata.GetString(member.Name));
            }
        }
    }

    /// <summary>Every type of another assembly that the code names.</summary>
    internal static IEnumerable<string> Types(MetadataReader metadata) => metadata.TypeReferences.Select(metadata.GetTypeReference)
        .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}");

    /// <summary>Every function of a native library that the code declares.</summary>
    internal static IEnumerable<string> NativeFunctions(MetadataReader metadata) => metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
        .Where(method => method.Attributes.HasFlag(System.Reflection.MethodAttributes.PinvokeImpl)).Select(method => method.GetImport())
        .Select(import => $"{metadata.GetString(metadata.GetModuleReference(import.Module).Name)}!{metadata.GetString(import.Name)}");
}
