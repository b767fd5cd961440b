using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>Whole lives of an export: run after run over a bad line, stopped, for this and for that, while people write, edit and recall, and tidy the folder.</summary>
public sealed class ExportModelTests
{
    [Fact]
    public Task In_the_end_everything_is_there_once_whatever_befell_an_export() => Campaign.RunAsync(20, 4, async seed =>
    {
        using var life = new ExportLife(seed);
        await life.RunAsync();
    });
}
