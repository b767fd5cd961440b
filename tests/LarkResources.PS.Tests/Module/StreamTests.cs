using System.Text.RegularExpressions;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Module;

/// <summary>With -Debug the engine asks at warnings and verbose lines; Streams.Tests.ps1 shows that a run does not meet it, and this that no new line does.</summary>
public sealed class StreamTests
{
    [Fact]
    public void Only_ShellStream_writes_warnings_and_verbose_lines()
    {
        var sources = Directory.GetFiles(Path.Combine(StagedModule.RepositoryRoot, "src", "LarkResources.PS"), "*.cs", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

        Assert.Equal(["ShellStream.cs"], sources.Where(source => Regex.IsMatch(source.Value, @"\b\w+\.Write(Verbose|Warning)\((?!this|cmdlet)")).Select(source => source.Key));
    }
}
