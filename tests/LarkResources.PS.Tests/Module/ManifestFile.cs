using System.Collections;
using System.Management.Automation.Language;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Module;

/// <summary>The staged manifest as data.</summary>
internal static class ManifestFile
{
    internal static Hashtable Read()
    {
        var ast = Parser.ParseFile(StagedModule.Manifest, out _, out var errors);
        Assert.Empty(errors);
        return (Hashtable)((HashtableAst)ast.Find(node => node is HashtableAst, searchNestedScriptBlocks: false)!).SafeGetValue();
    }

    internal static string[] Names(string key) => [.. ((IEnumerable)Read()[key]!).Cast<string>()];
}
