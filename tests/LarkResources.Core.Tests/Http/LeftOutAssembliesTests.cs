using System.Net;
using System.Reflection;
using System.Runtime.Loader;
using LarkResources.Sandbox.Server.Faults;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>The chain works with the assemblies that are shipped beside it, on each runtime, though its packages depend on more.</summary>
public sealed class LeftOutAssembliesTests
{
    /// <summary>Enough for the runtime to compile the factory's code a second time, with what it calls in it.</summary>
    private const int Many = 100;

    [Fact]
    public async Task Downloads_retries_and_redirects_need_no_assembly_that_is_left_out()
    {
        var stack = Shipped.Load();
        await using var rig = await TransferRig.StartAsync(options: new() { OtherHost = true });
        using var token = new NetworkCredential(string.Empty, SandboxCredentials.StaticTenantToken).SecurePassword;
        var connection = ConnectionFactory.ForToken(token, new() { BaseUri = rig.Server.BaseUri }, stack);
        rig.Faults.Add(
            new Fault { Action = FaultAction.Status, Status = 500, PathContains = "/resources/" },
            new Fault { Action = FaultAction.Redirect, Location = rig.Server.OtherBaseUri!.ToString(), PathContains = "/resources/" });
        try
        {
            await connection.CheckAsync(rig.Notices, CancellationToken.None);
            var source = new ResourceSource(connection.Client(rig.Notices), Subject.OneByte.Id, 4);
            var (content, _) = await new MemoryDownload(source, new(Subject.OneByte.Id), new()).RunAsync(CancellationToken.None);
            Assert.Single(content);
            Assert.Equal(3, rig.Requests.Count);
        }
        finally
        {
            connection.Close();
        }
    }

    [Fact]
    public async Task Many_clients_need_none_either()
    {
        var stack = Shipped.Load();
        for (var client = 0; client < Many; client++)
        {
            Assert.NotNull(await Rehearsal.RunAsync(stack, CancellationToken.None));
        }
    }

    /// <summary>Loads as the module does, from the folder that is staged. Only, the tests have all packages in the default context, and must not find them there.</summary>
    private sealed class Shipped(string folder) : AssemblyLoadContext(nameof(Shipped))
    {
        public static IHttpStack Load()
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var folder = Path.GetFullPath(Path.Combine(own.FullName, "..", "..", "..", "..", "..", "src", "LarkResources.Http", "bin", own.Parent!.Name, own.Name));
            var assembly = new Shipped(folder).LoadFromAssemblyPath(Path.Combine(folder, "LarkResources.Http.dll"));
            return (IHttpStack)Activator.CreateInstance(assembly.GetType(typeof(HttpStack).FullName!, throwOnError: true)!, nonPublic: true)!;
        }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) && assemblyName.Name != typeof(LarkConnection).Assembly.GetName().Name ? LoadFromAssemblyPath(path)
                : assemblyName.Name!.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) ? throw new FileNotFoundException($"{assemblyName.Name} is not shipped.")
                : null;
        }
    }
}
