using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.SupplyChain;

/// <summary>A shipped assembly says nothing of the machine that built it, and still tells the lines of a stack trace.</summary>
public sealed class BuildTracesTests
{
    public static TheoryData<string> Assemblies => OwnAssemblies.Rows;

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Path_of_the_checkout_is_not_in_the_assembly(string path)
    {
        var bytes = File.ReadAllBytes(Path.Combine(StagedModule.Folder, path));

        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(encoding.GetBytes(StagedModule.RepositoryRoot)));
        }
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Symbols_are_inside_and_name_sources_by_a_path_of_no_machine(string path)
    {
        var documents = OwnAssemblies.Read(path, (file, _) =>
        {
            var entry = Assert.Single(file.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
            using var symbols = file.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
            var reader = symbols.GetMetadataReader();
            return reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name)).ToList();
        });

        Assert.NotEmpty(documents);
        Assert.All(documents, document => Assert.StartsWith("/_", document, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_is_marked_as_reproducible(string path) =>
        Assert.Contains(OwnAssemblies.Read(path, (file, _) => file.ReadDebugDirectory()), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
}
