using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LarkResources.Tests.Architecture;

/// <summary>Holds the arrows of docs/architecture.md: a folder uses itself and the folders named before it, and its namespace is its path.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Core", "LarkResources", "Text Models Errors Files Naming Api Authentication Messages Transfer Connections Export Diagnostics Export.Gallery")]
    [InlineData("Http", "LarkResources.Http", "")]
    [InlineData("PS", "LarkResources", "Models Paths State Binding Completion Pipeline Commands")]
    [InlineData("Sandbox", "LarkResources.Sandbox", "Names Bytes World Answers Endpoints")]
    public void Folders_import_one_way_and_are_namespaces(string project, string rootNamespace, string order)
    {
        var root = SourceTree.Project(project);
        string[] rooms = [.. order.Split(' ', StringSplitOptions.RemoveEmptyEntries), string.Empty];
        var compilation = CSharpCompilation.Create(project, SourceTree.Parse(root), SourceTree.Framework);

        Assert.All(compilation.SyntaxTrees, tree =>
        {
            var room = Room(tree);
            Assert.Contains(room, rooms);
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var info = model.GetSymbolInfo(name);
                var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
                var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
                foreach (var used in type?.OriginalDefinition.DeclaringSyntaxReferences.Select(reference => Room(reference.SyntaxTree)) ?? [])
                {
                    Assert.True(Array.IndexOf(rooms, used) <= Array.IndexOf(rooms, room), $"{tree.FilePath}: '{room}' uses {type!.Name} of '{used}', which comes later.");
                }
            }

            foreach (var type in tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => model.GetDeclaredSymbol(type)!))
            {
                var own = room.Length == 0 ? rootNamespace : $"{rootNamespace}.{room}";
                var place = type.ContainingNamespace.ToDisplayString();
                Assert.True(place == own || (place == rootNamespace && type.DeclaredAccessibility == Accessibility.Public), $"{tree.FilePath}: {type.Name} is in {place}, not in {own}.");
            }
        });

        string Room(SyntaxTree tree) => Path.GetRelativePath(root, Path.GetDirectoryName(tree.FilePath)!).Replace(Path.DirectorySeparatorChar, '.').Trim('.');
    }
}
