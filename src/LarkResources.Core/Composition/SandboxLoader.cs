using System.Reflection;

namespace LarkResources;

/// <summary>Loads the simulated tenant when somebody asks for it: who works with a real tenant never pays for it.</summary>
internal static class SandboxLoader
{
    private const string Name = "LarkResources.Sandbox";

    /// <summary>Not resolvable by design (RFC 2606): a request that left the process would fail, not reach a stranger.</summary>
    public static readonly Uri BaseUri = new("https://sandbox.invalid/");

    public static (HttpMessageHandler Handler, string AppId, string AppSecret) Create()
    {
        var folder = Path.GetDirectoryName(typeof(SandboxLoader).Assembly.Location)!;
        var type = Assembly.LoadFrom(Path.Combine(folder, Name + ".dll")).GetType(Name + ".SandboxHandler", throwOnError: true)!;
        return ((HttpMessageHandler)Activator.CreateInstance(type)!, Constant(type, "AppId"), Constant(type, "AppSecret"));
    }

    private static string Constant(Type type, string name) => (string)type.GetField(name)!.GetValue(null)!;
}
