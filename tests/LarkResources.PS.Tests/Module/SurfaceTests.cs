using System.Management.Automation;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Module;

/// <summary>Scripts of others depend on names, positions and bindings: none may change by accident.</summary>
public sealed class SurfaceTests
{
    private const string Renewal = "LARKRESOURCES_RENEW_SURFACE";

    private static readonly string Snapshot = Path.Combine(StagedModule.RepositoryRoot, "tests", "LarkResources.PS.Tests", "Module", "Surface.txt");

    [Fact]
    public void Surface_is_as_written_down()
    {
        using var shell = new HostedShell();
        var actual = SurfaceText.Of(shell.Run("Get-Command -Module LarkResources -CommandType Cmdlet").EnsureNoErrors().OutputAs<CmdletInfo>());
        if (Environment.GetEnvironmentVariable(Renewal) == "1")
        {
            File.WriteAllText(Snapshot, actual);
            Assert.Fail($"{Snapshot} is renewed. Read the difference, then run again without {Renewal}.");
        }

        var expected = File.ReadAllText(Snapshot).ReplaceLineEndings("\n");
        if (expected != actual)
        {
            Assert.Fail(
                $"The surface is not the one in {Snapshot}. If that is meant, run the test once with {Renewal}=1, which rewrites the file.\n"
                + Difference(expected.Split('\n'), actual.Split('\n')));
        }
    }

    // Good enough to see what is meant; the version control shows the rest.
    private static string Difference(string[] expected, string[] actual)
    {
        var start = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        var end = expected.Reverse().Zip(actual.Reverse()).TakeWhile(pair => pair.First == pair.Second)
            .Take(Math.Min(expected.Length, actual.Length) - start).Count();
        return string.Join('\n', expected[start..^end].Select(line => "- " + line).Concat(actual[start..^end].Select(line => "+ " + line)));
    }
}
