namespace LarkResources.PS.Tests.SupplyChain;

/// <summary>The module runs what was compiled: it makes no code, runs no text as a script, starts no program.</summary>
public sealed class NoDynamicCodeTests
{
    private static readonly string[] Namespaces =
        ["System.Reflection.Emit", "System.Linq.Expressions", "Microsoft.CSharp", "Microsoft.CodeAnalysis", "Microsoft.VisualBasic"];

    private static readonly HashSet<string> Calls =
    [
        "Assembly.Load", "Assembly.LoadFile", "Assembly.LoadFrom", "Assembly.UnsafeLoadFrom", "Assembly.LoadWithPartialName",
        "AssemblyLoadContext.LoadFromAssemblyPath", "AssemblyLoadContext.LoadFromStream", "AssemblyLoadContext.LoadFromAssemblyName",
        "Activator.CreateInstance", "Activator.CreateInstanceFrom", "MethodBase.Invoke", "MethodInfo.Invoke", "ConstructorInfo.Invoke", "Type.InvokeMember",
        "NativeLibrary.Load", "NativeLibrary.TryLoad", "Process.Start", "Marshal.GetDelegateForFunctionPointer",
        "ScriptBlock.Create", "ScriptBlock.Invoke", "PowerShell.Create", "PowerShell.AddScript", "CommandInvocationIntrinsics.InvokeScript",
        "CommandInvocationIntrinsics.NewScriptBlock", "CommandInvocationIntrinsics.ExpandString",
    ];

    // The three loaders of docs/architecture.md: each names files in the folder of the module. A completer asks the session for one of its variables by a
    // command, since nothing else may while a line is completed; a script as text would be AddScript.
    private static readonly string[] Reasoned =
    [
        "LarkResources.Core: Activator.CreateInstance",
        "LarkResources.Core: Assembly.LoadFrom",
        "LarkResources.Core: AssemblyLoadContext.LoadFromAssemblyPath",
        "LarkResources.PS: AssemblyLoadContext.LoadFromAssemblyPath",
        "LarkResources.PS: PowerShell.Create",
    ];

    public static TheoryData<string> Assemblies => OwnAssemblies.Rows;

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_names_nothing_that_makes_code(string path)
    {
        var types = OwnAssemblies.Read(path, (_, metadata) => OwnAssemblies.Types(metadata).ToList());

        Assert.Contains("System.Object", types);
        Assert.DoesNotContain(types, type => Namespaces.Any(name => type.StartsWith(name + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void Code_is_loaded_and_called_by_name_in_the_three_loaders_and_a_completer_alone()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in OwnAssemblies.Paths)
        {
            found.UnionWith(OwnAssemblies.Read(path, (_, metadata) => OwnAssemblies.Members(metadata).Select(member => $"{member.Type}.{member.Member}")
                .Where(Calls.Contains).Select(call => $"{Path.GetFileNameWithoutExtension(path)}: {call}").ToList()));
        }

        Assert.Equal(Reasoned, found);
    }

    // When a Mac was started, what an entry of a folder is, and the flush of a folder: docs/architecture.md says why the base class library is not enough.
    [Fact]
    public void Native_functions_are_those_that_tell_when_a_Mac_started_and_what_an_entry_of_a_folder_is_and_flush_a_folder() => Assert.Equal(
        [
            "libSystem.Native!SystemNative_FStat", "libSystem.Native!SystemNative_FSync", "libSystem.Native!SystemNative_LStat", "libSystem.Native!SystemNative_Open",
            "libSystem.Native!SystemNative_Stat", "libSystem.dylib!sysctlbyname",
        ],
        OwnAssemblies.Paths.SelectMany(path => OwnAssemblies.Read(path, (_, metadata) => OwnAssemblies.NativeFunctions(metadata).ToList())).Distinct().Order(StringComparer.Ordinal));
}
