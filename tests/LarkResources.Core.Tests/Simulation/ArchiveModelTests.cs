using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>Whole lives of an archive with what was said: in the end the files, the manifest and the messages are what the chat has.</summary>
public sealed class ArchiveModelTests
{
    [Fact]
    public Task In_the_end_an_archive_holds_what_the_chat_has_whatever_befell_it() => Campaign.RunAsync(300, 4, async seed =>
    {
        using var life = new ArchiveLife(seed);
        await life.RunAsync();
    });
}
