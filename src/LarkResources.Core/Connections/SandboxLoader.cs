using System.Reflection;

namespace LarkResources.Connections;

/// <summary>Loads the simulated tenant on demand: who works with a real tenant never pays for it.</summary>
internal static class SandboxLoader
{
    private const string Name = "LarkResources.Sandbox";

    /// <summary>Not resolvable by design (RFC 2606): a request that left the process would fail, not reach a stranger.</summary>
    public static readonly Uri BaseUri = new("https://sandbox.invalid/");

    public static (HttpMessageHandler Handler, string AppId, string AppSecret) Create()
    {
        var sandbox = Assembly.LoadFrom(Path.Combine(ModuleFolder.Root, Name + ".dll"));
        var handler = Activator.CreateInstance(sandbox.GetType(Name + ".SandboxHandler", throwOnError: true)!)!;
        var credentials = sandbox.GetType(Name + ".SandboxCredentials", throwOnError: true)!;
        return ((HttpMessageHandler)handler, Constant(credentials, "AppId"), Constant(credentials, "AppSecret"));
    }

    private static string Constant(Type type, string name) => (string)type.GetField(name)!.GetValue(null)!;
}
