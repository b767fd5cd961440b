using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Module;

/// <summary>The module and others in one process do not see each other's packages. Each test has a process to itself.</summary>
public sealed class IsolationTests
{
    private const string PlugIn = "LarkResources.Http";

    private const string ListAssemblies = "foreach ($c in [System.Runtime.Loader.AssemblyLoadContext]::All) { foreach ($a in $c.Assemblies) { if (-not $a.IsDynamic) { 'row{0}{1}{0}{2}{0}{3}{0}{4}' -f '|', $c.Name, $a.GetName().Name, $a.GetName().Version.Major, $a.Location } } }";

    private const string MakeOneCall = "Connect-Lark -Sandbox\n'hash ' + (Get-LarkMessageResource om_sandbox_legacy 456a92d6-c6ea-4de4-ac3f-7afcf44ac78g).Sha256";

    // budget.csv of the simulated tenant: "month,amount\n2026-09,1200\n".
    private const string Hash = "hash a403e03301c657d32476fda6b31bdf3b0d1694e327da9750863ba92e384568dd";

    private static string ImportModule => $"Import-Module '{StagedModule.Manifest}'";

    private static string OtherFramework => Environment.Version.Major >= 10 ? "net8.0" : "net10.0";

    [Fact]
    public void Import_loads_neither_the_http_stack_nor_the_sandbox()
    {
        var rows = Rows(Run($"{ImportModule}\n{ListAssemblies}"));

        Assert.Contains(rows, row => row.Assembly == "LarkResources.PS");
        Assert.DoesNotContain(rows, row => row.Assembly is PlugIn or "LarkResources.Sandbox");
        Assert.DoesNotContain(rows, row => row.Assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal));
    }

    [Fact]
    public void First_call_loads_the_http_stack_into_a_context_of_its_own_and_nothing_else_there()
    {
        var rows = Rows(Run($"{ImportModule}\n{MakeOneCall}\n{ListAssemblies}"));

        Assert.Equal([PlugIn], rows.Where(row => row.Assembly == PlugIn).Select(row => row.Context));
        Assert.Equal(["Default"], rows.Where(row => row.Assembly == "LarkResources.Core").Select(row => row.Context));
        Assert.All(
            rows.Where(row => row.Assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || row.Assembly == "Polly.Core"),
            row => Assert.Equal((PlugIn, row.Assembly), (row.Context, row.Assembly)));
        Assert.DoesNotContain(rows, row => row.Context == PlugIn && row.Assembly.StartsWith("System.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Module_and_a_rival_with_other_versions_both_work(bool rivalFirst)
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Directory.GetFiles(Path.Combine(StagedModule.Folder, "lib", OtherFramework), "Microsoft.Extensions.*.dll"))
        {
            File.Copy(path, Path.Combine(folder.Path, Path.GetFileName(path)));
        }

        var rival = $$"""
            foreach ($path in [IO.Directory]::GetFiles('{{folder.Path}}')) { $null = [Reflection.Assembly]::LoadFrom($path) }
            $services = [Microsoft.Extensions.DependencyInjection.ServiceCollection]::new()
            $null = [Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions]::AddHttpClient($services)
            $provider = [Microsoft.Extensions.DependencyInjection.ServiceCollectionContainerBuilderExtensions]::BuildServiceProvider($services)
            'rival ' + ($null -ne $provider.GetService([System.Net.Http.IHttpClientFactory]))
            """;
        var module = $"{ImportModule}\n{MakeOneCall}";

        var rows = Rows(Run($"{(rivalFirst ? rival : module)}\n{(rivalFirst ? module : rival)}\n{ListAssemblies}", "rival True"));

        var http = rows.Where(row => row.Assembly == "Microsoft.Extensions.Http").ToDictionary(row => row.Context);
        Assert.StartsWith(folder.Path, http["Default"].Location, StringComparison.Ordinal);
        Assert.StartsWith(StagedModule.Folder, http[PlugIn].Location, StringComparison.Ordinal);
        Assert.NotEqual(http["Default"].Major, http[PlugIn].Major);
    }

    [Fact]
    public void Http_stack_is_the_one_for_the_runtime()
    {
        var rows = Rows(Run($"{ImportModule}\n{MakeOneCall}\n{ListAssemblies}"));

        // The shell of these processes runs on the runtime of the tests.
        var own = Environment.Version.Major >= 10 ? "net10.0" : "net8.0";
        Assert.Contains(rows, row => row.Location == Path.Combine(StagedModule.Folder, "lib", own, PlugIn + ".dll"));
    }

    private static string Run(string script, string expected = "")
    {
        var result = FreshProcess.RunText(script);
        Assert.Equal(string.Empty, result.Error);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        if (script.Contains(MakeOneCall, StringComparison.Ordinal))
        {
            Assert.Contains(Hash, result.Output.Split(Environment.NewLine));
        }

        return result.Output;
    }

    private static List<(string Context, string Assembly, int Major, string Location)> Rows(string output) =>
        [.. output.Split(Environment.NewLine).Select(line => line.Split('|')).Where(parts => parts is ["row", _, _, _, _])
            .Select(parts => (parts[1], parts[2], int.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture), parts[4]))];
}
