using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Help;

/// <summary>The topics: laid out for a terminal, and the catalogue of errors written down as it is.</summary>
public sealed class TopicTests
{
    [Fact]
    public void There_is_one_on_the_module_one_on_its_errors_and_one_on_automation() =>
        Assert.Equal(["about_LarkAutomation", "about_LarkErrors", "about_LarkResources"], HelpFolder.TopicNames(HelpFolder.English));

    [Theory]
    [MemberData(nameof(HelpFolder.Topics), MemberType = typeof(HelpFolder))]
    public void Topic_is_laid_out_as_the_shell_reads_it(string culture, string name)
    {
        var topic = HelpFolder.Topic(culture, name);

        Assert.Equal("    " + name, topic.Lines[1]);
        Assert.NotEmpty(topic.Synopsis);
        Assert.All(topic.Lines.Except(topic.Code.SelectMany(code => code.Split('\n'))).Where(line => !line.Contains("https://", StringComparison.Ordinal)), line =>
            Assert.InRange(line.Sum(character => character >= '\u2E80' ? 2 : 1), 0, 80));
    }

    [Theory]
    [MemberData(nameof(HelpFolder.Topics), MemberType = typeof(HelpFolder))]
    public void Topic_leads_to_what_there_is(string culture, string name)
    {
        var known = HelpFolder.PageNames(culture).Concat(HelpFolder.TopicNames(culture)).ToHashSet();

        Assert.NotEmpty(HelpFolder.Topic(culture, name).SeeAlso);
        Assert.Subset(known, HelpFolder.Topic(culture, name).SeeAlso.ToHashSet());
    }

    [Theory]
    [InlineData(HelpFolder.English)]
    [InlineData(HelpFolder.Chinese)]
    public void Topic_of_the_errors_is_the_catalogue(string culture)
    {
        using var folder = new TemporaryFolder();
        using var shell = new HostedShell();

        shell.Run("& $script -Module $module -Destination $destination",
            ("script", Path.Combine(HelpFolder.Root, "Build-ErrorTopic.ps1")), ("module", StagedModule.Folder), ("destination", folder.Path)).EnsureNoErrors();

        var path = Path.Combine(culture, "about_LarkErrors.help.txt");
        Assert.True(
            HelpFolder.Read(Path.Combine(folder.Path, path)) == HelpFolder.Read(Path.Combine(HelpFolder.Root, path)),
            $"docs/help/{path} is not the catalogue as it is. Run docs/help/Build-ErrorTopic.ps1, read the difference and commit it.");
    }
}
