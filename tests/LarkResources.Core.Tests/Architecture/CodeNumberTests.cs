using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LarkResources.Tests.Architecture;

/// <summary>What a code of the platform means is in the catalogue and nowhere else: the rest asks for a disposition, an id, or a constant of ApiCodes.</summary>
public class CodeNumberTests
{
    private static readonly HashSet<int> Codes = [.. ErrorCatalogue.All.Select(row => row.Code).OfType<int>()];

    [Theory]
    [InlineData("Core")]
    [InlineData("Http")]
    [InlineData("PS")]
    public void No_file_outside_the_catalogue_holds_the_number_of_a_code(string project)
    {
        var root = SourceTree.Project(project);
        var outside = SourceTree.Parse(root).Where(tree => !Path.GetRelativePath(root, tree.FilePath).StartsWith("Errors" + Path.DirectorySeparatorChar, StringComparison.Ordinal));

        Assert.Empty(outside.SelectMany(Numbers));
    }

    [Fact]
    public void A_number_of_the_catalogue_is_found_however_it_is_written()
    {
        var tree = CSharpSyntaxTree.ParseText("class A { bool B(int code) => code is 234_003 or 0x3923B; /* 234004 */ }", path: "A.cs");

        Assert.Equal(["A.cs: 234003", "A.cs: 234043"], Numbers(tree));
    }

    private static IEnumerable<string> Numbers(SyntaxTree tree) =>
        from token in tree.GetRoot().DescendantTokens()
        where token.IsKind(SyntaxKind.NumericLiteralToken) && token.Value is int number && Codes.Contains(number)
        select $"{tree.FilePath}: {token.Value}";
}
