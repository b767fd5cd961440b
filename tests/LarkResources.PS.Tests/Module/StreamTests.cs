using System.Text.RegularExpressions;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Module;

/// <summary>With -Debug the engine asks at warnings and verbose lines; Streams.Tests.ps1 shows that a run does not meet it, and this that no new line does.</summary>
public sealed class StreamTests
{
    [Fact]
    public void Only_ShellStream_writes_warnings_and_verbose_lines()
    {
        var writers = Directory.GetFiles(Path.Combine(StagedModule.RepositoryRoot, "src", "LarkResources.PS"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Regex.IsMatch(File.ReadAllText(file), @"(?<!ShellStream)\.Write(Verbose|Warning)\("));

        Assert.Equal(["ShellStream.cs"], writers.Select(Path.GetFileName));
    }
}
